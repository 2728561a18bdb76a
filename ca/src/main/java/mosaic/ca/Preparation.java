package mosaic.ca;

/** What comes of asking an {@link IssuingAuthority} to prepare a certificate. */
public sealed interface Preparation {

  /**
   * The certificate is prepared: store its intent, then have it signed.
   *
   * @param certificate the single-use token
   */
  record Ready(PreparedCertificate certificate) implements Preparation {}

  /** The key is not good enough. */
  record KeyRefused(KeyDefect defect) implements Preparation {}

  /** The key is one of the CA's own (T-13). */
  record KeyOfAuthority() implements Preparation {}

  /** The CA certificate does not outlast the certificate asked for: rotate it first. */
  record AuthorityExpires() implements Preparation {}
}
