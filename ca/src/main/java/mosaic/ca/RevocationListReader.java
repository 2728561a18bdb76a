package mosaic.ca;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a revocation list (RFC 5280, 5.1), read by ourselves from strict DER; whoever holds
 * one may trust its form, and nothing else.
 */
final class RevocationListReader {

  private static final int EXPLICIT_EXTENSIONS = 0xA0;

  /** Longest encoding of a CRL number (5.2.3). */
  private static final int MOST_NUMBER_OCTETS = 20;

  /** What is checked here or of no consequence to a full list of one issuer. */
  private static final Set<String> UNDERSTOOD =
      Set.of(Oids.AUTHORITY_KEY_IDENTIFIER, Oids.CRL_NUMBER);

  private final byte[] encoded;
  private final DerElement toBeSigned;
  private final SignatureAlgorithm signatureAlgorithm;
  private final byte[] signature;
  private final DerElement issuer;
  private final Instant thisUpdate;
  private final Instant nextUpdate;
  private final @Nullable DerElement entries;
  private final BigInteger number;
  private final Optional<KeyIdentifier> authorityKey;

  private RevocationListReader(byte[] encoded)
      throws MalformedDerException, MalformedCertificateException, RejectedCrlException {
    this.encoded = encoded;
    List<DerElement> outer =
        DerElement.parse(encoded, CrlVerifier.MAX_BYTES).expect(DerElement.SEQUENCE).children(3);
    this.toBeSigned = outer.getFirst().expect(DerElement.SEQUENCE);
    this.signatureAlgorithm = SignatureAlgorithm.of(outer.get(1));
    this.signature = outer.get(2).bitStringOctets();
    Queue<DerElement> fields = new ArrayDeque<>(toBeSigned.children());
    if (!next(fields).integer().equals(BigInteger.ONE)) {
      throw new MalformedDerException("not version 2");
    }
    if (!next(fields).sameEncoding(outer.get(1))) {
      throw new MalformedDerException("inner and outer signature algorithm differ");
    }
    this.issuer = next(fields).expect(DerElement.SEQUENCE);
    this.thisUpdate = next(fields).time();
    this.nextUpdate = next(fields).time();
    DerElement following = next(fields);
    if (following.is(DerElement.SEQUENCE)) {
      this.entries = following;
      following = next(fields);
    } else {
      this.entries = null;
    }
    if (!fields.isEmpty()) {
      throw new MalformedDerException("something after the extensions");
    }
    Map<String, ParsedCertificate.Extension> extensions =
        ParsedCertificate.extensions(following.expect(EXPLICIT_EXTENSIONS).only());
    requireFull(extensions);
    this.number = number(extensions);
    ParsedCertificate.Extension key = extensions.get(Oids.AUTHORITY_KEY_IDENTIFIER);
    this.authorityKey =
        key == null ? Optional.empty() : KeyIdentifier.ofAuthority(key.value().inner());
  }

  static RevocationListReader of(byte[] encoded)
      throws MalformedDerException, RejectedCrlException {
    try {
      return new RevocationListReader(encoded);
    } catch (MalformedCertificateException e) {
      throw new MalformedDerException(String.valueOf(e.getMessage()));
    }
  }

  private static DerElement next(Queue<DerElement> fields) throws MalformedDerException {
    DerElement next = fields.poll();
    if (next == null) {
      throw new MalformedDerException("a field is missing");
    }
    return next;
  }

  private static void requireFull(Map<String, ParsedCertificate.Extension> extensions)
      throws RejectedCrlException {
    if (extensions.containsKey(Oids.DELTA_CRL_INDICATOR)) {
      throw new RejectedCrlException(CrlDefect.DELTA);
    }
    if (extensions.containsKey(Oids.ISSUING_DISTRIBUTION_POINT)) {
      throw new RejectedCrlException(CrlDefect.NOT_FULL);
    }
    boolean understood =
        extensions.entrySet().stream()
            .allMatch(entry -> !entry.getValue().critical() || UNDERSTOOD.contains(entry.getKey()));
    if (!understood) {
      throw new RejectedCrlException(CrlDefect.UNKNOWN_CRITICAL_EXTENSION);
    }
  }

  private static BigInteger number(Map<String, ParsedCertificate.Extension> extensions)
      throws MalformedDerException {
    ParsedCertificate.Extension extension = extensions.get(Oids.CRL_NUMBER);
    if (extension == null) {
      throw new MalformedDerException("a list without number");
    }
    DerElement number = extension.value().inner();
    if (number.length() > MOST_NUMBER_OCTETS || number.integer().signum() < 0) {
      throw new MalformedDerException("a CRL number is not negative and at most 20 octets");
    }
    return number.integer();
  }

  ByteBuffer toBeSigned() {
    return toBeSigned.view();
  }

  SignatureAlgorithm signatureAlgorithm() {
    return signatureAlgorithm;
  }

  byte[] signature() {
    return signature.clone();
  }

  DerElement issuer() {
    return issuer;
  }

  Instant thisUpdate() {
    return thisUpdate;
  }

  Instant nextUpdate() {
    return nextUpdate;
  }

  Optional<KeyIdentifier> authorityKey() {
    return authorityKey;
  }

  /** Reads all entries. */
  RevocationList list() throws MalformedDerException, RejectedCrlException {
    return new RevocationList(
        encoded, number, thisUpdate, nextUpdate, RevocationEntries.of(entries));
  }
}
