package mosaic.ca;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the standing of a certificate can be looked up: the CRL distribution point (RFC 5280,
 * 4.2.1.13), the OCSP responder and the issuer's certificate (authority information access,
 * 4.2.2.1).
 *
 * <p>All are plain {@code http}: what they serve is signed, and fetching it must not need another
 * certificate to be checked first (RFC 5280, 8).
 */
public final class RevocationEndpoints {

  private static final RevocationEndpoints NONE = new RevocationEndpoints(null, null, null);

  private final @Nullable URI crl;
  private final @Nullable URI ocsp;
  private final @Nullable URI issuer;

  private RevocationEndpoints(@Nullable URI crl, @Nullable URI ocsp, @Nullable URI issuer) {
    this.crl = crl == null ? null : requireHttp(crl);
    this.ocsp = ocsp == null ? null : requireHttp(ocsp);
    this.issuer = issuer == null ? null : requireHttp(issuer);
  }

  /** A certificate that says nothing about where its standing can be looked up. */
  public static RevocationEndpoints none() {
    return NONE;
  }

  /**
   * Both endpoints.
   *
   * @throws IllegalArgumentException unless both are absolute {@code http} URLs in plain ASCII
   */
  public static RevocationEndpoints of(URI crl, URI ocsp) {
    return new RevocationEndpoints(crl, ocsp, null);
  }

  /** The same with this CRL distribution point. */
  public RevocationEndpoints withCrl(URI url) {
    return new RevocationEndpoints(url, ocsp, issuer);
  }

  /** The same with this OCSP responder. */
  public RevocationEndpoints withOcsp(URI url) {
    return new RevocationEndpoints(crl, url, issuer);
  }

  /** The same with this address of the issuer's certificate, in DER. */
  public RevocationEndpoints withIssuer(URI url) {
    return new RevocationEndpoints(crl, ocsp, url);
  }

  /** The URL of the CRL. */
  public Optional<URI> crl() {
    return Optional.ofNullable(crl);
  }

  /** The URL of the OCSP responder. */
  public Optional<URI> ocsp() {
    return Optional.ofNullable(ocsp);
  }

  /** The URL of the issuer's certificate. */
  public Optional<URI> issuer() {
    return Optional.ofNullable(issuer);
  }

  private static URI requireHttp(URI url) {
    boolean plain =
        "http".equals(url.getScheme())
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawFragment() == null
            && url.toString().equals(url.toASCIIString());
    if (!plain) {
      throw new IllegalArgumentException(
          "a CRL or OCSP address is an absolute http URL without user, fragment or non-ASCII");
    }
    return url;
  }

  @Override
  public String toString() {
    return "RevocationEndpoints[crl=" + crl + ", ocsp=" + ocsp + ", issuer=" + issuer + "]";
  }
}
