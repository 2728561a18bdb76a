package mosaic.gateway.pki;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuerCredential;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.instance.InstanceConfig;

/** Makes new roots and issuing CAs. What it makes counts for nothing until it is stored. */
@ApplicationScoped
class AuthorityMaker {
  /** However short the overlap is: a roll-back is to reach peers that are off for some days. */
  private static final Duration SHORTEST_WAY_BACK = Duration.ofDays(7);

  private final AuthorityKeys keys;
  private final String organisation;
  private final Duration wayBack;
  private final Clock clock;
  private final SecureRandom random;

  AuthorityMaker(
      AuthorityKeys keys,
      InstanceConfig instance,
      CaConfig config,
      Clock clock,
      SecureRandom random) {
    this.keys = keys;
    this.organisation = instance.serverName();
    this.wayBack =
        config.rootOverlap().compareTo(SHORTEST_WAY_BACK) > 0
            ? config.rootOverlap()
            : SHORTEST_WAY_BACK;
    this.clock = clock;
    this.random = random;
  }

  /**
   * An issuing CA under a stored root, prepared.
   *
   * @throws mosaic.ca.CertificateAuthorityException when the root has expired
   */
  AuthorityRecord issuing(AuthorityRecord root) {
    return issuing(opened(root), AuthorityState.PREPARED, prepared());
  }

  /**
   * A root that takes over from a stored one, and an issuing CA under it, prepared. The link back
   * is for roll-backs and ends with the time for them: while it lives, whoever has the key of the
   * old root can lead back to it.
   */
  Made successor(AuthorityRecord before) {
    IssuerCredential old = opened(before);
    UUID id = UUID.randomUUID();
    AuthorityKeys.NewKey key = keys.create(AuthorityKind.ROOT, id);
    IssuerCredential root = CertificateHierarchy.root(key.pair(), organisation, clock, random);
    AuthorityRecord.Succession succession =
        new AuthorityRecord.Succession(
            before.fingerprint(),
            pem(CertificateHierarchy.link(old, root.certificate(), clock, random)),
            pem(CertificateHierarchy.link(root, old.certificate(), wayBack, clock, random)));
    return new Made(
        new AuthorityRecord(
            Fingerprint.of(root.certificate()),
            AuthorityKind.ROOT,
            id,
            pem(root.certificate()),
            key.reference(),
            null,
            succession,
            AuthorityState.PREPARED,
            prepared(),
            0),
        issuing(root, AuthorityState.PREPARED, prepared()));
  }

  /** When it is activated is the database's to say: replicas' clocks may differ. */
  private AuthorityRecord.Times prepared() {
    return new AuthorityRecord.Times(clock.instant(), null, null, null, null, null);
  }

  /** A stored authority with its key. */
  IssuerCredential opened(AuthorityRecord authority) {
    X509Certificate certificate;
    try {
      certificate = Pem.decodeCertificate(authority.certificate());
    } catch (MalformedPemException damaged) {
      throw new IllegalStateException("a stored certificate of the CA is damaged", damaged);
    }
    return new IssuerCredential(certificate, keys.open(authority, certificate));
  }

  /** A root and an issuing CA under it. */
  record Made(AuthorityRecord root, AuthorityRecord issuing) {}

  /** The first root and issuing CA of an instance. */
  Made first() {
    UUID rootId = UUID.randomUUID();
    AuthorityKeys.NewKey rootKey = keys.create(AuthorityKind.ROOT, rootId);
    IssuerCredential root = CertificateHierarchy.root(rootKey.pair(), organisation, clock, random);
    AuthorityRecord.Times times = AuthorityRecord.Times.current(clock.instant());
    return new Made(
        new AuthorityRecord(
            Fingerprint.of(root.certificate()),
            AuthorityKind.ROOT,
            rootId,
            pem(root.certificate()),
            rootKey.reference(),
            null,
            null,
            AuthorityState.CURRENT,
            times,
            0),
        issuing(root, AuthorityState.CURRENT, times));
  }

  private AuthorityRecord issuing(
      IssuerCredential root, AuthorityState state, AuthorityRecord.Times times) {
    UUID id = UUID.randomUUID();
    AuthorityKeys.NewKey key = keys.create(AuthorityKind.ISSUING, id);
    IssuerCredential issuing =
        CertificateHierarchy.issuing(root, key.pair(), organisation, clock, random);
    return new AuthorityRecord(
        Fingerprint.of(issuing.certificate()),
        AuthorityKind.ISSUING,
        id,
        pem(issuing.certificate()),
        key.reference(),
        Fingerprint.of(root.certificate()),
        null,
        state,
        times,
        0);
  }

  private static String pem(X509Certificate certificate) {
    return Pem.encode(List.of(certificate));
  }
}
