package mosaic.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A CA certificate and its private key. The key may be a handle to one that never leaves its
 * PKCS#11 token: it is only ever given to {@link java.security.Signature}.
 *
 * @param certificate the CA certificate
 * @param privateKey its key, which is never printed
 */
public record IssuerCredential(X509Certificate certificate, PrivateKey privateKey) {

  /** Names the certificate; says nothing about the key. */
  @Override
  public String toString() {
    return "IssuerCredential[certificate="
        + Fingerprint.of(certificate)
        + ", privateKey=<redacted>]";
  }
}
