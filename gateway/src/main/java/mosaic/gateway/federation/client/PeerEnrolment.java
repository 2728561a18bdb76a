package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import mosaic.ca.CertificateRequest;
import mosaic.ca.DnsName;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Pem;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.federation.client.store.PeerStore;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.seal.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Turns an enrolment URL into a peer. The key and its request are stored before they are
 * sent: an answer that is lost, here or on the way, is asked for again with the same key, by itself
 * a few times and after that whenever the same URL is added again, as long as its token lives.
 */
@ApplicationScoped
public class PeerEnrolment {
  /** How long to wait before each further attempt: a hiccup passes, a caller does not wait long. */
  private static final Duration[] PAUSES = {Duration.ofMillis(500), Duration.ofSeconds(2)};

  private final EnrolmentCall call;
  private final PeerStore store;
  private final Sealer sealer;
  private final InstanceCa ca;
  private final OwnCertificates own;
  private final Vertx vertx;
  private final String serverName;
  private final RowIds ids;
  private final SecureRandom random;

  PeerEnrolment(
      EnrolmentCall call,
      PeerStore store,
      Sealer sealer,
      InstanceCa ca,
      OwnCertificates own,
      Vertx vertx,
      InstanceConfig instance,
      RowIds ids,
      SecureRandom random) {
    this.call = call;
    this.store = store;
    this.sealer = sealer;
    this.ca = ca;
    this.own = own;
    this.vertx = vertx;
    this.serverName = instance.serverName();
    this.ids = ids;
    this.random = random;
  }

  /**
   * Enrols.
   *
   * @param url the enrolment URL as it was handed over
   * @param owner the local user whose peer it becomes
   * @param ownCa whether our own CA is to issue the certificate, for a grant that takes that
   *     (R-404)
   * @param notes an admin's words
   * @param actor the admin
   * @return the peer's id; fails with a problem that says what to do
   */
  public Uni<UUID> enrol(
      String url, UUID owner, boolean ownCa, @Nullable String notes, String actor) {
    EnrolmentUrl parsed = EnrolmentUrl.parse(url);
    requireSameMind(parsed, ownCa);
    return store
        .begin(pending(parsed, owner, notes))
        .flatMap(
            start ->
                switch (start) {
                  case EnrolmentStart.Taken() ->
                      Uni.createFrom().failure(alreadyThere(parsed.host()));
                  case EnrolmentStart.Pending(PendingPeer peer) ->
                      request(parsed, peer).flatMap(enrolled -> activate(enrolled, peer, actor));
                });
  }

  /** Which CA issues is agreed between the two admins, and not a thing to find out by trying. */
  private static void requireSameMind(EnrolmentUrl url, boolean ownCa) {
    if (ownCa != (url.subject() != null)) {
      throw new ProblemException(
          ProblemCode.ENROLMENT_URL_INVALID,
          ownCa
              ? "The grant of this URL takes a certificate of the peer, not of our own CA."
              : "The grant of this URL takes a certificate of our own CA.",
          ownCa
              ? "Add it without own_ca, or have a grant made with our CA root (--requesting-ca)."
              : "Say that this is meant: own_ca (mosaic federation peer add --own-ca).");
    }
  }

  private PendingPeer pending(EnrolmentUrl url, UUID owner, @Nullable String notes) {
    KeyPair key = KeyAlgorithm.EC_P256.generate(random);
    CertificateRequest csr = CertificateRequest.create(key, new DnsName(serverName), random);
    UUID id = ids.next();
    PeerCredential request = new PeerCredential(csr.pem(), Pem.encode(key.getPrivate()).reveal());
    return new PendingPeer(
        id,
        url.host(),
        url.caRoot(),
        url.grant(),
        owner,
        SealedCredential.seal(sealer, id, request),
        notes);
  }

  private Uni<NewPeer> request(EnrolmentUrl url, PendingPeer peer) {
    PeerCredential request = peer.request().open(sealer, peer.id());
    return offer(url, csr(request))
        .flatMap(offer -> send(url, offer, 0))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case PeerOutcome.Answered<IssuedCertificate>(IssuedCertificate issued) ->
                      Uni.createFrom().item(newPeer(peer, request.privateKey(), issued));
                  case PeerOutcome.Failed<IssuedCertificate>(PeerFailure failure) ->
                      (mayHaveIssued(failure) ? nothing() : store.abandon(peer.id()))
                          .flatMap(
                              done ->
                                  Uni.createFrom()
                                      .failure(PeerProblems.ofEnrolment(failure, url.host())));
                });
  }

  private Uni<EnrolmentOffer> offer(EnrolmentUrl url, CertificateRequest csr) {
    UUID subject = url.subject();
    return subject == null
        ? Uni.createFrom().item(() -> EnrolmentOffer.of(csr, serverName, ca.rootPem()))
        : own.issue(url.grant(), subject, csr.publicKey())
            .map(chain -> new EnrolmentOffer(csr, serverName, ca.rootPem(), chain, ca.anchors()));
  }

  private Uni<PeerOutcome<IssuedCertificate>> send(
      EnrolmentUrl url, EnrolmentOffer offer, int pausesMade) {
    return call.send(url, offer)
        .flatMap(
            outcome ->
                outcome instanceof PeerOutcome.Failed<IssuedCertificate>(PeerFailure failure)
                        && pausesMade < PAUSES.length
                        && isWorthAnotherTry(failure)
                    ? pause(PAUSES[pausesMade]).flatMap(paused -> send(url, offer, pausesMade + 1))
                    : Uni.createFrom().item(outcome));
  }

  /** The peer was not reached, or its answer was not: it may have issued what we asked for. */
  private static boolean isWorthAnotherTry(PeerFailure failure) {
    return switch (failure) {
      case PeerFailure.Offline offline -> true;
      case PeerFailure.TimedOut timedOut -> true;
      case PeerFailure.Refused refused ->
          refused.code() == ProblemCode.ENROLMENT_IN_PROGRESS
              || refused.code() == ProblemCode.OVERLOADED;
      case PeerFailure.Forbidden forbidden -> false;
      case PeerFailure.Broken broken -> false;
    };
  }

  /** Not, where the peer clearly said no, or was never spoken to. */
  private static boolean mayHaveIssued(PeerFailure failure) {
    return switch (failure) {
      case PeerFailure.Offline offline -> true;
      case PeerFailure.TimedOut timedOut -> true;
      case PeerFailure.Refused refused ->
          refused.status() >= ProblemCode.INTERNAL.status()
              || refused.status() == ProblemCode.RATE_LIMITED.status();
      case PeerFailure.Forbidden forbidden -> false;
      case PeerFailure.Broken(PeerFailure.Defect defect) ->
          defect != PeerFailure.Defect.CERTIFICATE;
    };
  }

  private Uni<Void> pause(Duration length) {
    return Uni.createFrom()
        .emitter(emitter -> vertx.setTimer(length.toMillis(), fired -> emitter.complete(null)));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private static CertificateRequest csr(PeerCredential request) {
    byte[] pem = request.certificateChain().getBytes(StandardCharsets.US_ASCII);
    if (CertificateRequest.parse(pem)
        instanceof CertificateRequest.Parsed(CertificateRequest parsed)) {
      return parsed;
    }
    throw new IllegalStateException("a stored certificate request is damaged");
  }

  private NewPeer newPeer(PendingPeer peer, String privateKey, IssuedCertificate issued) {
    PeerCredential credential = new PeerCredential(Pem.encode(issued.chain()), privateKey);
    return new NewPeer(
        peer.id(),
        Pem.encode(issued.root()),
        issued.federationUrl(),
        SealedCredential.seal(sealer, peer.id(), credential),
        issued.expiresAt());
  }

  private Uni<UUID> activate(NewPeer enrolled, PendingPeer peer, String actor) {
    return store
        .activate(enrolled, actor)
        .onFailure()
        .transform(
            failure ->
                new ProblemException(
                    ProblemCode.INTERNAL,
                    "%s issued a certificate, but it could not be stored here."
                        .formatted(peer.host()),
                    "Add the same URL again: the same certificate is given as long as its token"
                        + " lives.",
                    failure))
        .flatMap(
            stored ->
                stored
                    ? Uni.createFrom().item(enrolled.id())
                    : Uni.createFrom()
                        .failure(
                            new ProblemException(
                                ProblemCode.ALREADY_EXISTS,
                                "%s issued a certificate, but the peer was removed here meanwhile, so it is lost."
                                    .formatted(peer.host()),
                                "Ask the admin of %s to revoke the grant and to make a new one."
                                    .formatted(peer.host()))));
  }

  private static ProblemException alreadyThere(DnsName host) {
    return new ProblemException(
        ProblemCode.ALREADY_EXISTS,
        "This user has a peer at %s already, or its grant is in use here. Nothing was sent; the token is still unused."
            .formatted(host),
        "See: mosaic federation peer list. Remove the old peer first.");
  }
}
