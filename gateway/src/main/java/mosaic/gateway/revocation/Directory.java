package mosaic.gateway.revocation;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mosaic.ca.KeyIdentifier;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.pki.Issuer;
import mosaic.gateway.pki.RevocationAddresses;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.revocation.Served.Freshness;

/** What is at which address of the revocation listener. */
@ApplicationScoped
class Directory {
  private static final Pattern CRL =
      Pattern.compile(Pattern.quote(RevocationAddresses.CRL) + "([0-9a-f]{40})\\.crl");
  private static final Pattern CERTIFICATE =
      Pattern.compile(Pattern.quote(RevocationAddresses.CA) + "([0-9a-f]{40})\\.cer");
  private static final String REQUEST = RevocationAddresses.OCSP + "/";

  private final InstanceCa ca;
  private final RevocationLists lists;
  private final Ocsp ocsp;

  Directory(InstanceCa ca, RevocationLists lists, Ocsp ocsp) {
    this.ca = ca;
    this.lists = lists;
    this.ocsp = ocsp;
  }

  /** The methods that an address has, for people and for {@code Allow}; empty for no address. */
  static String methods(String path) {
    if (path.equals(RevocationAddresses.OCSP)) {
      return "POST";
    }
    boolean known =
        CRL.matcher(path).matches()
            || CERTIFICATE.matcher(path).matches()
            || (path.startsWith(REQUEST) && path.length() > REQUEST.length());
    return known ? "GET, HEAD" : "";
  }

  /** Whether a revocation list may be there. */
  static boolean isList(String path) {
    return CRL.matcher(path).matches();
  }

  /** What is at an address that has {@code GET}, or fails with a {@link ProblemException}. */
  Uni<Served> get(String path) {
    Matcher list = CRL.matcher(path);
    if (list.matches()) {
      return lists.current(issuer(list.group(1))).map(Directory::served);
    }
    Matcher certificate = CERTIFICATE.matcher(path);
    if (certificate.matches()) {
      return Uni.createFrom().item(served(issuer(certificate.group(1))));
    }
    return ocsp.answer(decoded(path.substring(REQUEST.length())));
  }

  /** Answers an OCSP request that was posted. */
  Uni<Served> post(byte[] request) {
    return ocsp.answer(request);
  }

  private Issuer issuer(String keyIdentifier) {
    return ca.issuers().stream()
        .filter(issuer -> KeyIdentifier.of(issuer.certificate()).hex().equals(keyIdentifier))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemCode.NOT_FOUND,
                    "There is no issuing CA with this key here.",
                    "Take the address from a certificate."));
  }

  private static Served served(PublishedList list) {
    return new Served(
        "application/pkix-crl",
        list.der(),
        Optional.of(
            new Freshness(list.thisUpdate(), list.nextUpdate(), "\"" + list.number() + '"')));
  }

  private static Served served(Issuer issuer) {
    try {
      // The address has the key in it, so what is there never changes.
      return new Served(
          "application/pkix-cert",
          Buffer.buffer(issuer.certificate().getEncoded()),
          Optional.of(
              new Freshness(
                  issuer.certificate().getNotBefore().toInstant(),
                  issuer.certificate().getNotAfter().toInstant(),
                  '"' + issuer.fingerprint().hex() + '"')));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of ours without encoding", e);
    }
  }

  /**
   * The base64 of a request in a path (RFC 6960, A.1), where clients differ in what they escape;
   * what is none becomes a request of no bytes, which is as malformed.
   */
  static byte[] decoded(String path) {
    try {
      // Nobody means a space by a plus here.
      String base64 = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.US_ASCII);
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }
}
