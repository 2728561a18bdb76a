package mosaic.gateway.enrolment.store;

/** What became of recording a certificate that was just signed. */
public enum Recording {
  /** It counts from now on. */
  RECORDED,
  /** The grant is not as it was, so the certificate is recorded as revoked. */
  GRANT_CHANGED,
  /** Its intent was given up meanwhile, and another certificate takes its place. */
  OVERTAKEN
}
