package mosaic.gateway.instance.check;

import java.util.List;

/**
 * TLS resumption skips the trust manager; only two flags of the JVM turn it off (T-20). Another one
 * makes the JDK's HTTP client take any server's certificate for any other server's.
 */
final class TlsFlags implements Check {
  private static final Subject SUBJECT = Subject.of("tls_flags", "federation listener");
  private static final String UNVERIFIED = "jdk.internal.httpclient.disableHostnameVerification";

  @Override
  public List<Finding> look() {
    String unverified = System.getProperty(UNVERIFIED);
    if (unverified != null && !"false".equals(unverified)) {
      return List.of(
          Finding.failure(
              Subject.of("tls_flags", "OpenID provider and embeddings"),
              "this JVM would not look whether a certificate is for the server's name",
              "start without -D" + UNVERIFIED));
    }
    if ("0".equals(System.getProperty("jdk.tls.server.newSessionTicketCount"))
        && "false".equals(System.getProperty("jdk.tls.server.enableSessionTicketExtension"))) {
      return List.of(Finding.ok(SUBJECT, "no TLS session tickets"));
    }
    return List.of(
        Finding.failure(
            SUBJECT,
            "this JVM would hand out TLS session tickets, and a resumed session is not checked"
                + " against revocation",
            "start with ./mosaic serve, or add -Djdk.tls.server.newSessionTicketCount=0"
                + " -Djdk.tls.server.enableSessionTicketExtension=false"));
  }
}
