package mosaic.gateway.federation.client;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.gateway.enrolment.EnrolmentToken;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.wire.WireId;
import org.jspecify.annotations.Nullable;

/**
 * What the admin of a peer hands over: {@code
 * https://<host>:<port>/federation/enrolment/v1/<grant>#token=<43>&ca=sha256:<64>}, and {@code
 * &subject=<user>} where our own CA is to issue.
 *
 * @param host where the peer's user API listens, a DNS name and never an address (T-40)
 * @param port its port
 * @param grant the pending grant
 * @param token what makes the grant ours, once
 * @param caRoot what the peer's root certificate must be, before anything is sent
 * @param subject whom our own CA has to name, where the grant takes a certificate of it;
 *     null where the peer issues
 */
record EnrolmentUrl(
    DnsName host,
    int port,
    UUID grant,
    EnrolmentToken token,
    Fingerprint caRoot,
    @Nullable UUID subject) {

  private static final int MOST_CHARACTERS = 1024;
  private static final int MOST_PORT = 65535;
  private static final String SCHEME = "https://";
  private static final String PATH = "/federation/enrolment/v1/";
  private static final Pattern AUTHORITY = Pattern.compile("([^:@\\[\\]]+):([1-9][0-9]{0,4})");
  private static final Pattern FRAGMENT =
      Pattern.compile("token=([^&]*)&ca=([^&]*)(?:&subject=([^&]*))?");

  /**
   * Reads the URL: this spelling and no other, nothing decoded.
   *
   * @throws ProblemException {@link ProblemCode#ENROLMENT_URL_INVALID}, saying which part is wrong
   *     and repeating none of it
   */
  static EnrolmentUrl parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw refused("it is longer than " + MOST_CHARACTERS + " characters");
    }
    if (!text.startsWith(SCHEME)) {
      throw refused("it does not start with https://");
    }
    int pathAt = text.indexOf('/', SCHEME.length());
    int fragmentAt = text.indexOf('#');
    if (pathAt < 0 || (fragmentAt >= 0 && fragmentAt < pathAt)) {
      throw refused("the path " + PATH + "<grant id> is missing");
    }
    if (fragmentAt < 0) {
      throw refused("the part after # with token and ca is missing; quote the URL in a shell");
    }
    Matcher authority = AUTHORITY.matcher(text.substring(SCHEME.length(), pathAt));
    if (!authority.matches()) {
      throw refused("what follows https:// is not <host>:<port>");
    }
    Matcher fragment = FRAGMENT.matcher(text.substring(fragmentAt + 1));
    if (!fragment.matches()) {
      throw refused("the part after # is not token=…&ca=sha256:…");
    }
    return new EnrolmentUrl(
        host(authority.group(1)),
        port(authority.group(2)),
        grant(text.substring(pathAt, fragmentAt)),
        token(fragment.group(1)),
        caRoot(fragment.group(2)),
        fragment.group(3) == null ? null : subject(fragment.group(3)));
  }

  private static UUID subject(String text) {
    return WireId.parse(text).orElseThrow(() -> refused("subject is not an id"));
  }

  /** The path to post to. */
  String path() {
    return PATH + grant;
  }

  /** Everything but the token. */
  @Override
  public String toString() {
    return SCHEME + host + ":" + port + path() + "#token=[redacted]&ca=" + caRoot;
  }

  private static DnsName host(String text) {
    try {
      return new DnsName(text);
    } catch (IllegalArgumentException malformed) {
      throw refused("the host is not a lower-case DNS name");
    }
  }

  private static int port(String digits) {
    int port = Integer.parseInt(digits);
    if (port > MOST_PORT) {
      throw refused("the port is above " + MOST_PORT);
    }
    return port;
  }

  private static UUID grant(String path) {
    if (!path.startsWith(PATH)) {
      throw refused("the path does not start with " + PATH);
    }
    return WireId.parse(path.substring(PATH.length()))
        .orElseThrow(() -> refused("the path does not end with a grant id"));
  }

  private static EnrolmentToken token(String text) {
    return EnrolmentToken.parse(text)
        .orElseThrow(() -> refused("the token is not 43 base64url characters"));
  }

  private static Fingerprint caRoot(String text) {
    try {
      if (text.startsWith("sha256:")) {
        return Fingerprint.parse(text);
      }
    } catch (IllegalArgumentException malformed) {
      // Refused below, without the text.
    }
    throw refused("ca is not sha256: and 64 lower-case hex digits");
  }

  private static ProblemException refused(String reason) {
    return new ProblemException(
        ProblemCode.ENROLMENT_URL_INVALID,
        "The enrolment URL is not valid: " + reason + ".",
        "Copy the whole URL as 'mosaic federation grant create' printed it on the peer.");
  }
}
