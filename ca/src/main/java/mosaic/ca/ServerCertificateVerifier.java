package mosaic.ca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the certificates that a server presented, on the asking side.
 *
 * <p>The server sends its whole chain, roots included. The pinned root must be among them; then the
 * same rules hold as for {@linkplain ClientCertificateVerifier clients}, with serverAuth as the one
 * purpose, and the name must be among the alternative names (RFC 9525, 6: no common name, no
 * wildcards).
 *
 * <p>While a root takes over from another, the server sends both and the link between them (RFC
 * 4210, 4.4): leaf, issuing CA, link, old root, new root. The path to the pinned root is the
 * beginning of that; what follows is for those who pin the other root, and counts for nothing.
 */
public final class ServerCertificateVerifier {

  /** A leaf, its issuing CA, a link, and two roots. */
  private static final int MOST_PRESENTED = 5;

  private ServerCertificateVerifier() {}

  /**
   * Judges a chain; never throws, whatever was presented.
   *
   * @param presented leaf first, then each certificate's issuer up to the pinned root
   * @param pinnedRoot the fingerprint of the peer's root, as it came with the enrolment URL
   * @param host what the connection was made to
   */
  public static ChainVerdict verify(
      List<X509Certificate> presented, Fingerprint pinnedRoot, ServerName host, Instant at) {
    try {
      if (presented.isEmpty()) {
        return new ChainVerdict.Rejected(RejectionReason.NO_CERTIFICATE);
      }
      if (presented.size() > MOST_PRESENTED) {
        return new ChainVerdict.Rejected(RejectionReason.TOO_MANY_CERTIFICATES);
      }
      Optional<X509Certificate> root = pinned(presented, pinnedRoot);
      if (root.isEmpty()) {
        return new ChainVerdict.Rejected(RejectionReason.PIN_MISMATCH);
      }
      ChainVerdict.Accepted accepted =
          PathValidation.validate(
              presented, Set.of(root.get()), Oids.SERVER_AUTH, at, MOST_PRESENTED);
      return isFor(host, ParsedCertificate.parse(accepted.leaf()))
          ? accepted
          : new ChainVerdict.Rejected(RejectionReason.NAME_MISMATCH);
    } catch (RejectedChainException e) {
      return new ChainVerdict.Rejected(e.reason());
    } catch (MalformedCertificateException | MalformedDerException | RuntimeException _) {
      return new ChainVerdict.Rejected(RejectionReason.MALFORMED);
    }
  }

  /** Nothing that is malformed may be sent along, wherever it stands. */
  private static Optional<X509Certificate> pinned(
      List<X509Certificate> presented, Fingerprint pinnedRoot) throws RejectedChainException {
    Optional<X509Certificate> found = Optional.empty();
    for (X509Certificate certificate : presented) {
      X509Certificate read = PathCertificate.of(certificate).certificate();
      if (Fingerprint.of(read).equals(pinnedRoot)) {
        found = Optional.of(read);
      }
    }
    return found;
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
