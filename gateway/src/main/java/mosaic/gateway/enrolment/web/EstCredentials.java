package mosaic.gateway.enrolment.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import mosaic.gateway.enrolment.Enrolment;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.wire.WireId;
import org.jspecify.annotations.Nullable;

/**
 * Who enrols: the grant's id as user name and its enrolment token as password (RFC 7030, 3.2.3; RFC
 * 7617).
 *
 * @param grant the grant
 * @param token what was given as its token
 */
record EstCredentials(UUID grant, String token) {
  private static final String SCHEME = "Basic ";

  /**
   * Reads the header.
   *
   * @throws ProblemException 401 where there are no credentials; 410, as for any other wrong token,
   *     where they are of no grant
   */
  static EstCredentials parse(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw missing();
    }
    String pair;
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      pair = new String(decoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw missing();
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw missing();
    }
    return new EstCredentials(
        WireId.parse(pair.substring(0, colon)).orElseThrow(Enrolment::tokenGone),
        pair.substring(colon + 1));
  }

  @Override
  public String toString() {
    return "EstCredentials[grant=" + grant + "]";
  }

  private static ProblemException missing() {
    return new ProblemException(
        ProblemCode.ENROLMENT_CREDENTIALS_MISSING,
        "No credentials came with the request.",
        "Send HTTP Basic with the grant's id as user and its enrolment token as password.");
  }
}
