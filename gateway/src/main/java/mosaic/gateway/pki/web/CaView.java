package mosaic.gateway.pki.web;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.pki.AuthorityKind;
import mosaic.gateway.pki.AuthorityRecord;
import mosaic.gateway.pki.AuthorityState;
import mosaic.gateway.pki.PeerPin;
import mosaic.gateway.pki.ServerIdentity;
import mosaic.gateway.pki.StoredAuthorities;
import org.jspecify.annotations.Nullable;

/** The CA as the user API shows it (USER-API). Fingerprints are SHA-256, as elsewhere in it. */
record CaView(List<Authority> authorities, Server server, List<PeerView> peers) {

  record Authority(
      String fingerprint,
      String kind,
      String state,
      @Nullable String rootFingerprint,
      @Nullable String replaces,
      String subject,
      Instant notBefore,
      Instant notAfter,
      Instant createdAt,
      @Nullable Instant activatesAt,
      @Nullable Instant currentAt,
      @Nullable Instant retiringAt,
      @Nullable Instant retiresAt,
      @Nullable Instant retiredAt,
      String certificate) {

    static Authority of(AuthorityRecord authority) {
      X509Certificate certificate;
      try {
        certificate = Pem.decodeCertificate(authority.certificate());
      } catch (MalformedPemException damaged) {
        throw new IllegalStateException("a stored certificate of the CA is damaged", damaged);
      }
      AuthorityRecord.Times times = authority.times();
      AuthorityRecord.Succession succession = authority.succession();
      return new Authority(
          authority.fingerprint().hex(),
          authority.kind().wireName(),
          authority.state().wireName(),
          hex(authority.root()),
          succession == null ? null : succession.replaces().hex(),
          certificate.getSubjectX500Principal().getName(),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          times.createdAt(),
          times.activatesAt(),
          times.currentAt(),
          times.retiringAt(),
          times.retiresAt(),
          times.retiredAt(),
          authority.certificate());
    }
  }

  /** Of the process that answers: each replica has a certificate of its own. */
  record Server(String fingerprint, Instant notBefore, Instant notAfter, Instant renewsAt) {
    static Server of(ServerIdentity identity) {
      X509Certificate certificate = identity.certificate();
      return new Server(
          Fingerprint.of(certificate).hex(),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          identity.renewsAt());
    }
  }

  /**
   * A peer of an active grant.
   *
   * @param dependsOnRetiring why it would break without the root that retires; null when it would
   *     not, or none retires
   */
  record PeerView(
      UUID grantId,
      String requestingServer,
      @Nullable String pinnedRoot,
      @Nullable Instant saidAt,
      @Nullable String certificateRoot,
      Instant certificateExpiresAt,
      @Nullable String dependsOnRetiring) {

    static PeerView of(PeerPin pin, Optional<Fingerprint> retiring) {
      return new PeerView(
          pin.grant(),
          pin.requestingServer(),
          hex(pin.pinned()),
          pin.saidAt(),
          hex(pin.certificateRoot()),
          pin.certificateExpiresAt(),
          retiring.flatMap(pin::dependsOn).map(PeerPin.Reason::wireName).orElse(null));
    }
  }

  static CaView of(StoredAuthorities stored, ServerIdentity identity, List<PeerPin> pins) {
    Optional<Fingerprint> retiring =
        stored.the(AuthorityKind.ROOT, AuthorityState.RETIRING).map(AuthorityRecord::fingerprint);
    return new CaView(
        stored.all().stream().map(Authority::of).toList(),
        Server.of(identity),
        pins.stream().map(pin -> PeerView.of(pin, retiring)).toList());
  }

  private static @Nullable String hex(@Nullable Fingerprint fingerprint) {
    return fingerprint == null ? null : fingerprint.hex();
  }
}
