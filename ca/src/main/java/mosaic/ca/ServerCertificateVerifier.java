package mosaic.ca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges the certificates that a server presented, on the asking side.
 *
 * <p>The server sends its whole chain, the root last. That root counts if it is the pinned one;
 * then the same rules hold as for {@linkplain ClientCertificateVerifier clients}, with serverAuth
 * as the one purpose, and the name must be among the alternative names (RFC 9525, 6: no common
 * name, no wildcards).
 */
public final class ServerCertificateVerifier {

  private ServerCertificateVerifier() {}

  /**
   * Judges a chain; never throws, whatever was presented.
   *
   * @param presented leaf first, root last
   * @param pinnedRoot the fingerprint of the peer's root, as it came with the enrolment URL
   * @param host what the connection was made to
   */
  public static ChainVerdict verify(
      List<X509Certificate> presented, Fingerprint pinnedRoot, ServerName host, Instant at) {
    try {
      if (presented.isEmpty()) {
        return new ChainVerdict.Rejected(RejectionReason.NO_CERTIFICATE);
      }
      if (presented.size() > PathValidation.MOST_CERTIFICATES) {
        return new ChainVerdict.Rejected(RejectionReason.TOO_MANY_CERTIFICATES);
      }
      X509Certificate root = PathCertificate.of(presented.getLast()).certificate();
      if (!Fingerprint.of(root).equals(pinnedRoot)) {
        return new ChainVerdict.Rejected(RejectionReason.PIN_MISMATCH);
      }
      ChainVerdict.Accepted accepted =
          PathValidation.validate(presented, Set.of(root), Oids.SERVER_AUTH, at);
      return isFor(host, ParsedCertificate.parse(accepted.leaf()))
          ? accepted
          : new ChainVerdict.Rejected(RejectionReason.NAME_MISMATCH);
    } catch (RejectedChainException e) {
      return new ChainVerdict.Rejected(e.reason());
    } catch (MalformedCertificateException | MalformedDerException | RuntimeException _) {
      return new ChainVerdict.Rejected(RejectionReason.MALFORMED);
    }
  }

  private static boolean isFor(ServerName host, ParsedCertificate leaf)
      throws MalformedDerException {
    return leaf.subjectAlternativeNames().stream()
        .anyMatch(
            name ->
                switch (host) {
                  case DnsName dns ->
                      name.is(GeneralNameTag.DNS_NAME)
                          && text(name).toLowerCase(Locale.ROOT).equals(dns.text());
                  case IpAddress ip ->
                      name.is(GeneralNameTag.IP_ADDRESS)
                          && Arrays.equals(name.content(), ip.address().getAddress());
                });
  }

  private static String text(DerElement name) {
    return new String(name.content(), ISO_8859_1);
  }
}
