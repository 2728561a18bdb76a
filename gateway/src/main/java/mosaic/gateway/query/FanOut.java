package mosaic.gateway.query;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.gateway.federation.client.Patience;
import mosaic.gateway.federation.client.Peer;
import mosaic.gateway.federation.client.PeerDirectory;
import mosaic.gateway.federation.client.PeerFailure;
import mosaic.gateway.federation.client.PeerOutcome;
import mosaic.gateway.federation.client.PeerProblems;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.logging.Logger;

/**
 * Asks the sources of a query, all at once and under one deadline, which looking up
 * the peers counts towards. Only peers of the calling user are ever asked.
 */
@ApplicationScoped
class FanOut {
  /** With less than this part of the deadline left, a peer would only be seen to be late. */
  private static final int LEAST_PART = 10;

  private static final Logger LOG = Logger.getLogger(FanOut.class);
  private static final Source LOCAL = new Source.Local();

  private final Vertx vertx;

  /** Not before a peer is wanted: an instance that does not federate never gets there. */
  private final Provider<PeerDirectory> peers;

  private final Clock clock;
  private final Duration deadline;

  FanOut(Vertx vertx, Provider<PeerDirectory> peers, Clock clock, FederationConfig config) {
    this.vertx = vertx;
    this.peers = peers;
    this.clock = clock;
    this.deadline = config.deadline();
  }

  /** How to ask a source. */
  interface Asking<T> {
    Uni<T> local();

    Uni<PeerOutcome<T>> peer(ReachablePeer peer, Duration patience);
  }

  /** Asks one source, whose failure is a problem. */
  <T> Uni<SourceAnswer.Given<T>> only(UUID user, Source source, Asking<T> asking) {
    Instant began = clock.instant();
    return switch (source) {
      case Source.Local local ->
          asking.local().map(value -> new SourceAnswer.Given<>(local, since(began), value));
      case Source.Federated(DnsName host) ->
          inTime(began, peers.get().reachable(user, host))
              .map(found -> found.orElseThrow(() -> noSuchPeer(host)))
              .flatMap(peer -> ask(peer, began, asking))
              .map(
                  outcome ->
                      switch (outcome.orElseThrow(() -> ProblemException.overloaded(null))) {
                        case PeerOutcome.Answered<T>(T value) ->
                            new SourceAnswer.Given<>(source, since(began), value);
                        case PeerOutcome.Failed<T>(PeerFailure failure) ->
                            throw PeerProblems.ofRead(failure, host);
                      });
    };
  }

  /** Asks local rows and every usable peer of the user; what fails is reported. */
  <T> Uni<List<SourceAnswer<T>>> all(UUID user, Asking<T> asking) {
    Instant began = clock.instant();
    Uni<SourceAnswer<T>> local =
        Patience.within(
            vertx,
            left(began),
            asking.local().map(value -> new SourceAnswer.Given<>(LOCAL, since(began), value)),
            () -> late(began));
    Uni<List<SourceAnswer<T>>> federated =
        inTime(began, peers.get().reachable(user)).flatMap(usable -> askAll(usable, began, asking));
    return Uni.combine()
        .all()
        .unis(local, federated)
        .with(
            (own, others) -> {
              List<SourceAnswer<T>> answers = new ArrayList<>();
              answers.add(own);
              answers.addAll(others);
              return answers;
            });
  }

  private <T> Uni<List<SourceAnswer<T>>> askAll(
      List<ReachablePeer> usable, Instant began, Asking<T> asking) {
    if (usable.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<Uni<SourceAnswer<T>>> answers = new ArrayList<>();
    for (ReachablePeer peer : usable) {
      answers.add(
          ask(peer, began, asking)
              .map(
                  asked ->
                      asked
                          .map(outcome -> answer(peer.peer(), began, outcome))
                          .orElseGet(() -> notAsked(peer.peer(), began))));
    }
    return Uni.join().all(answers).andFailFast();
  }

  /** Without its peers there is nothing to be said about them: that is our overload. */
  private <T> Uni<T> inTime(Instant began, Uni<T> lookup) {
    return Patience.within(vertx, left(began), lookup.map(Optional::of), Optional::<T>empty)
        .map(found -> found.orElseThrow(() -> ProblemException.overloaded(null)));
  }

  /** Asks a peer, if there is time left to; that there is none is no fault of the peer. */
  private <T> Uni<Optional<PeerOutcome<T>>> ask(
      ReachablePeer peer, Instant began, Asking<T> asking) {
    Duration left = left(began);
    if (left.compareTo(deadline.dividedBy(LEAST_PART)) < 0) {
      return Uni.createFrom().item(Optional.empty());
    }
    return asking
        .peer(peer, left)
        .invoke(outcome -> record(peer.peer(), outcome))
        .map(Optional::of);
  }

  /** Beside the answer: it waits for nobody and nobody waits for it. */
  private void record(Peer peer, PeerOutcome<?> outcome) {
    peers
        .get()
        .record(peer, outcome)
        .subscribe()
        .with(done -> {}, failure -> LOG.debug("standing of a peer not recorded", failure));
  }

  private <T> SourceAnswer<T> answer(Peer peer, Instant began, PeerOutcome<T> outcome) {
    Source source = new Source.Federated(peer.host());
    return switch (outcome) {
      case PeerOutcome.Answered<T>(T value) ->
          new SourceAnswer.Given<>(source, since(began), value);
      case PeerOutcome.Failed<T>(PeerFailure failure) ->
          new SourceAnswer.Withheld<>(
              source,
              since(began),
              SourceStatus.of(failure),
              PeerProblems.code(failure),
              PeerProblems.detail(failure, peer.host()));
    };
  }

  private <T> SourceAnswer<T> notAsked(Peer peer, Instant began) {
    return new SourceAnswer.Withheld<>(
        new Source.Federated(peer.host()),
        since(began),
        SourceStatus.TIMEOUT,
        ProblemCode.OVERLOADED.code(),
        "This gateway had no time left to ask %s.".formatted(peer.host()));
  }

  private <T> SourceAnswer<T> late(Instant began) {
    return new SourceAnswer.Withheld<>(
        LOCAL,
        since(began),
        SourceStatus.TIMEOUT,
        ProblemCode.OVERLOADED.code(),
        "This gateway's own rows did not come in time.");
  }

  private Duration left(Instant began) {
    return deadline.minus(since(began));
  }

  private Duration since(Instant began) {
    return Duration.between(began, clock.instant());
  }

  private static ProblemException noSuchPeer(DnsName host) {
    return new ProblemException(
        ProblemCode.PEER_NOT_FOUND,
        "You have no active peer at " + host + ".",
        "See: mosaic federation peer list.");
  }
}
