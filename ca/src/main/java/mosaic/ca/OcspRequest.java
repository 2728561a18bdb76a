package mosaic.ca;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OCSP request (RFC 6960, 4.1), read by ourselves from strict DER.
 *
 * <p>Who asks, and a signature of theirs, are of no interest: the answer is the same for everybody.
 *
 * @param certificates what is asked about, at least one
 * @param nonce what the answer has to repeat, in hexadecimal digits
 */
public record OcspRequest(List<OcspCertificateId> certificates, Optional<String> nonce) {

  /** Ample for every request of {@link #MOST_CERTIFICATES}; nothing longer is even looked at. */
  public static final int MAX_BYTES = 4 * 1024;

  /** Clients ask about one certificate, or a chain of them. */
  public static final int MOST_CERTIFICATES = 16;

  /** Nonces have 1 to 128 octets, and others are to be refused (RFC 9654, 2.1). */
  private static final int MOST_NONCE_OCTETS = 128;

  private static final int VERSION = 0xA0;
  private static final int REQUESTOR_NAME = 0xA1;
  private static final int EXTENSIONS = 0xA2;
  private static final int SIGNATURE = 0xA0;
  private static final int SINGLE_EXTENSIONS = 0xA0;

  public OcspRequest {
    certificates = List.copyOf(certificates);
  }

  /** What comes of reading a request from a stranger. */
  public sealed interface Outcome {}

  /** A request that can be answered. */
  public record Parsed(OcspRequest request) implements Outcome {}

  /** Not a request, or not one for us. */
  public record Refused(OcspFailure failure) implements Outcome {}

  /** Reads a request in DER. Never throws; takes a bounded amount of work. */
  public static Outcome parse(byte[] der) {
    if (der.length > MAX_BYTES) {
      return new Refused(OcspFailure.MALFORMED_REQUEST);
    }
    try {
      return new Parsed(read(DerElement.parse(der.clone())));
    } catch (MalformedDerException | MalformedCertificateException | RuntimeException _) {
      return new Refused(OcspFailure.MALFORMED_REQUEST);
    }
  }

  private static OcspRequest read(DerElement whole)
      throws MalformedDerException, MalformedCertificateException {
    List<DerElement> outer = whole.expect(DerElement.SEQUENCE).children();
    if (outer.isEmpty() || outer.size() > 2) {
      throw new MalformedDerException("a request has one or two parts");
    }
    if (outer.size() == 2) {
      var _ = outer.get(1).expect(SIGNATURE);
    }
    List<DerElement> fields =
        new ArrayList<>(outer.getFirst().expect(DerElement.SEQUENCE).children());
    if (isNext(fields, VERSION) && !fields.removeFirst().only().integer().equals(BigInteger.ZERO)) {
      throw new MalformedDerException("not version 1");
    }
    if (isNext(fields, REQUESTOR_NAME)) {
      var _ = fields.removeFirst();
    }
    if (fields.isEmpty()) {
      throw new MalformedDerException("a request for nothing");
    }
    List<OcspCertificateId> certificates =
        certificates(fields.removeFirst().expect(DerElement.SEQUENCE).children());
    Optional<String> nonce = Optional.empty();
    if (isNext(fields, EXTENSIONS)) {
      nonce = nonce(ParsedCertificate.extensions(fields.removeFirst().only()));
    }
    if (!fields.isEmpty()) {
      throw new MalformedDerException("something after the extensions");
    }
    return new OcspRequest(certificates, nonce);
  }

  private static boolean isNext(List<DerElement> fields, int tag) {
    return !fields.isEmpty() && fields.getFirst().is(tag);
  }

  private static List<OcspCertificateId> certificates(List<DerElement> requests)
      throws MalformedDerException, MalformedCertificateException {
    if (requests.isEmpty() || requests.size() > MOST_CERTIFICATES) {
      throw new MalformedDerException("a request is about 1 to 16 certificates");
    }
    List<OcspCertificateId> certificates = new ArrayList<>();
    for (DerElement request : requests) {
      List<DerElement> parts = request.expect(DerElement.SEQUENCE).children();
      if (parts.isEmpty() || parts.size() > 2) {
        throw new MalformedDerException("a single request has one or two parts");
      }
      certificates.add(OcspCertificateId.read(parts.getFirst()));
      if (parts.size() == 2) {
        requireNothingCritical(
            ParsedCertificate.extensions(parts.get(1).expect(SINGLE_EXTENSIONS).only()), "");
      }
    }
    return certificates;
  }

  private static Optional<String> nonce(Map<String, ParsedCertificate.Extension> extensions)
      throws MalformedDerException {
    requireNothingCritical(extensions, Oids.OCSP_NONCE);
    ParsedCertificate.Extension extension = extensions.get(Oids.OCSP_NONCE);
    if (extension == null) {
      return Optional.empty();
    }
    DerElement nonce = extension.value().inner().expect(DerElement.OCTET_STRING);
    if (nonce.length() == 0 || nonce.length() > MOST_NONCE_OCTETS) {
      throw new MalformedDerException("a nonce of no or more than 128 octets (RFC 9654, 2.1)");
    }
    return Optional.of(HexFormat.of().formatHex(nonce.content()));
  }

  /** What is not understood is ignored, unless it is critical (RFC 6960, 4.4). */
  private static void requireNothingCritical(
      Map<String, ParsedCertificate.Extension> extensions, String but)
      throws MalformedDerException {
    for (var extension : extensions.entrySet()) {
      if (extension.getValue().critical() && !extension.getKey().equals(but)) {
        throw new MalformedDerException("a critical extension that we do not know");
      }
    }
  }
}
