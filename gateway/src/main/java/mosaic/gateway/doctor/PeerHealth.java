package mosaic.gateway.doctor;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.federation.client.Peer;
import mosaic.gateway.federation.client.PeerExamination;
import mosaic.gateway.federation.client.PeerFailure;
import mosaic.gateway.federation.client.PeerOutcome;
import mosaic.gateway.federation.client.PeerProblems;
import mosaic.gateway.federation.client.PeerPulse;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.federation.client.store.StoredPeers;
import mosaic.gateway.federation.client.store.StoredPeers.StoredPeer;
import mosaic.gateway.instance.MasterKeySource;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.check.ClockSkew;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.PostgresConnections;
import mosaic.gateway.instance.check.Subject;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.seal.Sealer;

/**
 * Asks every active peer what may be read from it. Whatever is wrong with a peer is a warning and
 * no failure: local work goes on (PRODUCT, principle 2).
 */
final class PeerHealth {
  private static final Subject PEERS = Subject.of("peers", "peers");
  private static final Duration NEAR = Duration.ofDays(7);

  private static final String ENROL_AGAIN =
      "ask the admin of %s for a new grant and its enrolment URL; then mosaic federation peer remove,"
          + " and peer add";

  private final Settings settings;
  private final Clock clock;

  PeerHealth(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> look() {
    List<StoredPeer> peers;
    Sealer sealer;
    try (Connection connection = PostgresConnections.asGateway(settings.database())) {
      peers = StoredPeers.read(connection);
      sealer = new Sealer(MasterKeySource.of(settings.instance()).read());
    } catch (SQLException | StartRefused | IllegalArgumentException reportedElsewhere) {
      return List.of(
          Finding.unknown(PEERS, "not asked, as the database or the master key is not usable"));
    }
    if (peers.isEmpty()) {
      return List.of(Finding.ok(PEERS, "none"));
    }
    List<ReachablePeer> reachable =
        peers.stream().flatMap(peer -> peer.reachable().stream()).toList();
    Map<UUID, PeerExamination.Result> results;
    try (PeerExamination examination = PeerExamination.open(sealer, settings.federation(), clock)) {
      results = examination.examine(reachable);
    }
    return peers.stream()
        .flatMap(
            peer ->
                peer
                    .reachable()
                    .map(
                        asked ->
                            asked(asked, Objects.requireNonNull(results.get(asked.peer().id()))))
                    .orElseGet(() -> List.of(notAsked(peer.peer())))
                    .stream()
                    .map(finding -> named(finding, peer.peer())))
        .toList();
  }

  private static Finding notAsked(Peer peer) {
    return Finding.unknown(
        Subject.of("peer", "peer " + peer.host()),
        "not asked, as it is " + peer.status().wireName());
  }

  private List<Finding> asked(ReachablePeer peer, PeerExamination.Result result) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        switch (result.outcome()) {
          case PeerOutcome.Answered<PeerPulse> answered -> answered(peer, result);
          case PeerOutcome.Failed<PeerPulse>(PeerFailure failure) -> failed(peer, failure);
        });
    result
        .skew()
        .filter(ClockSkew::isNoticeable)
        .map(
            skew ->
                Finding.warning(
                    subject("peer_clock", "clock of peer", peer), skew.words(), ClockSkew.remedy()))
        .ifPresent(findings::add);
    certificate(peer).ifPresent(findings::add);
    return findings;
  }

  private Finding answered(ReachablePeer peer, PeerExamination.Result result) {
    Subject subject = subject("peer", "peer", peer);
    Duration deadline = settings.federation().deadline();
    if (result.roundTrip().compareTo(deadline) > 0) {
      return Finding.warning(
              subject,
              "answers too late for queries, which wait %d ms at most"
                  .formatted(deadline.toMillis()),
              "see with its admin what makes it slow, or raise federation.deadline")
          .withRoundTrip(result.roundTrip());
    }
    Finding finding =
        result
            .skew()
            .map(
                skew ->
                    Finding.ok(subject, "answers, clock within " + atLeastOneSecond(skew))
                        .with("clock_skew_ms", skew.difference().toMillis()))
            .orElseGet(() -> Finding.ok(subject, "answers, without its time"));
    return finding.withRoundTrip(result.roundTrip());
  }

  /** Whole seconds: the header has no more. */
  private static String atLeastOneSecond(ClockSkew skew) {
    return Math.max(1, skew.difference().abs().plusMillis(500).toSeconds()) + " s";
  }

  private static Finding failed(ReachablePeer peer, PeerFailure failure) {
    return Finding.warning(
            subject("peer", "peer", peer),
            PeerProblems.detail(failure, peer.peer().host()).replaceFirst("\\.$", ""),
            remedy(failure, peer))
        .with("code", PeerProblems.code(failure));
  }

  private static String remedy(PeerFailure failure, ReachablePeer peer) {
    String host = peer.peer().host().text();
    return switch (failure) {
      case PeerFailure.Offline offline -> reach(peer);
      case PeerFailure.TimedOut timedOut -> reach(peer);
      case PeerFailure.Forbidden forbidden ->
          "if it belongs there, add its network to federation.allowed_networks";
      case PeerFailure.Broken(PeerFailure.Defect defect)
          when defect == PeerFailure.Defect.OWN_CREDENTIAL ->
          ENROL_AGAIN.formatted(host);
      case PeerFailure.Broken broken -> "ask the admin of %s".formatted(host);
      case PeerFailure.Refused(ProblemCode code, int status, Duration retryAfter)
          when code == ProblemCode.CERTIFICATE_NOT_RECOGNISED ->
          ENROL_AGAIN.formatted(host);
      case PeerFailure.Refused(ProblemCode code, int status, Duration retryAfter)
          when code == ProblemCode.RATE_LIMITED ->
          "wait a minute";
      case PeerFailure.Refused refused -> "ask the admin of %s about the grant".formatted(host);
    };
  }

  private static String reach(ReachablePeer peer) {
    return "ask the admin of %s whether it runs; from here, %s:%d must be reachable"
        .formatted(peer.peer().host(), peer.address().getHost(), peer.address().getPort());
  }

  private Optional<Finding> certificate(ReachablePeer peer) {
    Instant ends = peer.peer().certificateExpiresAt();
    if (ends == null || !clock.instant().plus(NEAR).isAfter(ends)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            subject("peer_certificate", "certificate for peer", peer),
            (clock.instant().isBefore(ends) ? "it expires at " : "it expired at ") + ends,
            ENROL_AGAIN.formatted(peer.peer().host())));
  }

  private static Finding named(Finding finding, Peer peer) {
    Finding named =
        finding
            .with("peer_id", peer.id().toString())
            .with("host", peer.host().text())
            .with("status", peer.status().wireName());
    Instant ends = peer.certificateExpiresAt();
    return ends == null ? named : named.with("expires_at", ends.toString());
  }

  private static Subject subject(String id, String what, ReachablePeer peer) {
    URI address = peer.address();
    return Subject.at(id, what + " " + peer.peer().host(), address.getHost(), address.getPort());
  }
}
