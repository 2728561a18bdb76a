package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.security.SecureRandom;
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
 * Turns an enrolment URL into a peer. The row comes last and whole, so whatever fails on
 * the way leaves nothing half made.
 */
@ApplicationScoped
public class PeerEnrolment {
  private final EnrolmentCall call;
  private final PeerStore store;
  private final Sealer sealer;
  private final InstanceCa ca;
  private final String serverName;
  private final RowIds ids;
  private final SecureRandom random;

  PeerEnrolment(
      EnrolmentCall call,
      PeerStore store,
      Sealer sealer,
      InstanceCa ca,
      InstanceConfig instance,
      RowIds ids,
      SecureRandom random) {
    this.call = call;
    this.store = store;
    this.sealer = sealer;
    this.ca = ca;
    this.serverName = instance.serverName();
    this.ids = ids;
    this.random = random;
  }

  /**
   * Enrols.
   *
   * @param url the enrolment URL as it was handed over
   * @param owner the local user whose peer it becomes
   * @param notes an admin's words
   * @param actor the admin
   * @return the peer's id; fails with a problem that says what to do
   */
  public Uni<UUID> enrol(String url, UUID owner, @Nullable String notes, String actor) {
    EnrolmentUrl parsed = EnrolmentUrl.parse(url);
    return store
        .isTaken(owner, parsed.host(), parsed.grant())
        .flatMap(
            taken ->
                taken
                    ? Uni.createFrom().failure(alreadyThere(parsed.host()))
                    : request(parsed, owner, notes).flatMap(peer -> store(peer, actor)));
  }

  private Uni<NewPeer> request(EnrolmentUrl url, UUID owner, @Nullable String notes) {
    KeyPair key = KeyAlgorithm.EC_P256.generate(random);
    CertificateRequest csr = CertificateRequest.create(key, new DnsName(serverName), random);
    return call.send(url, csr, serverName, ca.rootPem())
        .flatMap(
            outcome ->
                switch (outcome) {
                  case PeerOutcome.Answered<IssuedCertificate>(IssuedCertificate issued) ->
                      Uni.createFrom().item(newPeer(url, owner, notes, key, issued));
                  case PeerOutcome.Failed<IssuedCertificate>(PeerFailure failure) ->
                      Uni.createFrom().failure(PeerProblems.ofEnrolment(failure, url.host()));
                });
  }

  private NewPeer newPeer(
      EnrolmentUrl url, UUID owner, @Nullable String notes, KeyPair key, IssuedCertificate issued) {
    UUID id = ids.next();
    PeerCredential credential =
        new PeerCredential(Pem.encode(issued.chain()), Pem.encode(key.getPrivate()).reveal());
    return new NewPeer(
        id,
        url.host(),
        url.caRoot(),
        Pem.encode(issued.root()),
        issued.federationUrl(),
        url.grant(),
        owner,
        SealedCredential.seal(sealer, id, credential),
        issued.expiresAt(),
        notes);
  }

  private Uni<UUID> store(NewPeer peer, String actor) {
    return store
        .insert(peer, actor)
        .onFailure()
        .transform(
            failure ->
                new ProblemException(
                    ProblemCode.INTERNAL,
                    "%s issued a certificate, but it could not be stored here, so it is lost."
                        .formatted(peer.host()),
                    reissue(peer.host()),
                    failure))
        .flatMap(
            inserted ->
                inserted
                    ? Uni.createFrom().item(peer.id())
                    : Uni.createFrom()
                        .failure(
                            new ProblemException(
                                ProblemCode.ALREADY_EXISTS,
                                "%s issued a certificate, but another peer of this host or grant was added meanwhile, so it is lost."
                                    .formatted(peer.host()),
                                reissue(peer.host()))));
  }

  private static ProblemException alreadyThere(DnsName host) {
    return new ProblemException(
        ProblemCode.ALREADY_EXISTS,
        "This user has a peer at %s already, or its grant is in use here. Nothing was sent; the token is still unused."
            .formatted(host),
        "See: mosaic federation peer list. Remove the old peer first.");
  }

  private static String reissue(DnsName host) {
    return "Ask the admin of %s to revoke the grant and to make a new one.".formatted(host);
  }
}
