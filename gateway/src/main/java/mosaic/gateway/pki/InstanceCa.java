package mosaic.gateway.pki;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.IssuingAuthority;
import mosaic.ca.LeafCertificateProfile;
import mosaic.ca.Pem;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;

/**
 * This instance's certificate authority, ready to issue. Owns the issuing key in memory;
 * nothing else sees it.
 */
public final class InstanceCa {
  private final X509Certificate root;
  private final IssuingAuthority authority;

  InstanceCa(X509Certificate root, IssuingAuthority authority) {
    this.root = root;
    this.authority = authority;
  }

  /** The root, which peers pin and which grants' certificates chain to. */
  public X509Certificate root() {
    return root;
  }

  /** The root as PEM. */
  public String rootPem() {
    return Pem.encode(List.of(root));
  }

  /** SHA-256 of the root: what an enrolment URL carries. */
  public Fingerprint rootFingerprint() {
    return Fingerprint.of(root);
  }

  /** What a chain to one of our certificates may need: issuing certificates and roots. */
  public List<X509Certificate> certificates() {
    return List.of(authority.certificate(), root);
  }

  /** First step of issuing: fixes and lints every byte to be signed. */
  public Preparation prepare(LeafCertificateProfile profile, PublicKey key) {
    return authority.prepare(profile, key);
  }

  /**
   * Second step, once for each prepared certificate and only after its intent was stored.
   *
   * @return the certificate and the chain above it, the root last
   */
  public List<X509Certificate> sign(PreparedCertificate prepared, IssuanceIntent recorded) {
    return authority.chainOf(authority.sign(prepared, recorded));
  }
}
