package mosaic.gateway.pki;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuingAuthority;

/** An issuing CA of this instance, with its key in memory. */
public final class Issuer {
  private final Fingerprint fingerprint;
  private final AuthorityState state;
  private final IssuingAuthority authority;

  Issuer(Fingerprint fingerprint, AuthorityState state, IssuingAuthority authority) {
    this.fingerprint = fingerprint;
    this.state = state;
    this.authority = authority;
  }

  /** Of its certificate: what the issuance record calls the issuer. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /** How far it is in its life. */
  public AuthorityState state() {
    return state;
  }

  /** Its certificate. */
  public X509Certificate certificate() {
    return authority.certificate();
  }

  /**
   * What signs with its key: certificates in two steps, and what says of them that they are over.
   */
  public IssuingAuthority authority() {
    return authority;
  }

  /** The same issuing CA at another point of its life; what was prepared can still be signed. */
  Issuer at(AuthorityState later) {
    return new Issuer(fingerprint, later, authority);
  }

  boolean hasKey(PublicKey key) {
    return Fingerprint.of(certificate().getPublicKey()).equals(Fingerprint.of(key));
  }
}
