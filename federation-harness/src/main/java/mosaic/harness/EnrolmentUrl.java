package mosaic.harness;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an admin hands over: where to enrol, with which token, and which CA root to expect. */
public record EnrolmentUrl(
    String scheme,
    String host,
    int port,
    String grant,
    String token,
    String caSha256,
    String subject) {
  private static final Pattern FORM =
      Pattern.compile(
          "(https)://([^:/]+):(\\d+)/federation/enrolment/v1/([0-9a-f-]{36})"
              + "#token=([A-Za-z0-9_-]{43})&ca=sha256:([0-9a-f]{64})((?:&subject=[0-9a-f-]{36})?)");

  public static EnrolmentUrl parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new HarnessException("Not an enrolment URL of the agreed form: " + text);
    }
    return new EnrolmentUrl(
        matcher.group(1),
        matcher.group(2),
        Integer.parseInt(matcher.group(3)),
        matcher.group(4),
        matcher.group(5),
        matcher.group(6),
        matcher.group(7));
  }

  public String text() {
    return "%s://%s:%d%s#token=%s&ca=sha256:%s%s"
        .formatted(scheme, host, port, path(), token, caSha256, subject);
  }

  public String path() {
    return "/federation/enrolment/v1/" + grant;
  }

  /** Scheme, host and port alone. */
  public URI server() {
    return URI.create(scheme + "://" + host + ":" + port);
  }

  public EnrolmentUrl withToken(String other) {
    return new EnrolmentUrl(scheme, host, port, grant, other, caSha256, subject);
  }

  public EnrolmentUrl withGrant(String other) {
    return new EnrolmentUrl(scheme, host, port, other, token, caSha256, subject);
  }

  public EnrolmentUrl withCaSha256(String other) {
    return new EnrolmentUrl(scheme, host, port, grant, token, other, subject);
  }

  public EnrolmentUrl withServer(String otherHost, int otherPort) {
    return new EnrolmentUrl(scheme, otherHost, otherPort, grant, token, caSha256, subject);
  }
}
