package mosaic.gateway.enrolment;

import java.time.Instant;

/**
 * What an admin hands to the asking side, once.
 *
 * @param token the token in the URL
 * @param url the enrolment URL: grant, token and the fingerprint of our CA root
 * @param expiresAt until when it works
 */
public record EnrolmentInvitation(EnrolmentToken token, String url, Instant expiresAt) {
  @Override
  public String toString() {
    return "EnrolmentInvitation[expiresAt=" + expiresAt + "]";
  }
}
