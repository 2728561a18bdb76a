package mosaic.ca;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.Time;

/**
 * A revocation list while it is put together: entries are encoded as they come and not kept, so
 * that a million of them are some 50 MB and not a million objects.
 */
public final class RevocationListDraft {

  private static final int VERSION_2 = 1;
  private static final int EXPLICIT_EXTENSIONS = 0xA0;

  private final RevocationListProfile profile;
  private final Entries entries = new Entries();
  private BigInteger last = BigInteger.ZERO;
  private int size;

  /** An empty list. */
  public RevocationListDraft(RevocationListProfile profile) {
    this.profile = profile;
  }

  /** What the list says of itself. */
  public RevocationListProfile profile() {
    return profile;
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /**
   * Adds an entry.
   *
   * @throws IllegalArgumentException unless its serial number is larger than the one before: a
   *     certificate is on a list once, and a list has one order
   */
  public void add(RevokedCertificate revoked) {
    BigInteger serial = revoked.serial().value();
    if (serial.compareTo(last) <= 0) {
      throw new IllegalArgumentException("the entries of a revocation list come in order, once");
    }
    if (!revoked.reason().isFinal()) {
      throw new IllegalArgumentException("a revocation of ours is final (BR 7.2.2)");
    }
    entries.write(revoked);
    last = serial;
    size++;
  }

  /** The exact DER bytes to be signed (RFC 5280, 5.1.2). */
  byte[] toBeSigned(X500Name issuer, KeyIdentifier issuerKey, AlgorithmIdentifier algorithm) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          new ASN1ObjectIdentifier(Oids.AUTHORITY_KEY_IDENTIFIER),
          false,
          new AuthorityKeyIdentifier(issuerKey.octets()));
      extensions.addExtension(
          new ASN1ObjectIdentifier(Oids.CRL_NUMBER), false, new ASN1Integer(profile.number()));
      // An empty list has no list at all (5.1.2.6).
      byte[] revoked = size == 0 ? new byte[0] : entries.sequence();
      return DerSequence.of(
          der(new ASN1Integer(VERSION_2)),
          der(algorithm),
          der(issuer),
          der(new Time(Date.from(profile.thisUpdate()))),
          der(new Time(Date.from(profile.nextUpdate()))),
          revoked,
          DerSequence.wrap(EXPLICIT_EXTENSIONS, der(extensions.generate())));
    } catch (IOException e) {
      throw new UncheckedIOException("encoding into memory failed", e);
    }
  }

  private static byte[] der(ASN1Encodable value) throws IOException {
    return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
  }

  /** The entries, one encoding after the other. */
  private static final class Entries {

    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();

    /** What many entries have in common is encoded once. */
    private final Map<RevocationReason, byte[]> reasons = new EnumMap<>(RevocationReason.class);

    void write(RevokedCertificate revoked) {
      try {
        encoded.write(
            DerSequence.of(
                der(new ASN1Integer(revoked.serial().value())),
                der(new Time(Date.from(revoked.at()))),
                reasons.computeIfAbsent(revoked.reason(), Entries::extensions)));
      } catch (IOException e) {
        throw new UncheckedIOException("encoding into memory failed", e);
      }
    }

    private static byte[] extensions(RevocationReason reason) {
      if (reason == RevocationReason.UNSPECIFIED) {
        return new byte[0];
      }
      try {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(
            new ASN1ObjectIdentifier(Oids.CRL_REASON), false, CRLReason.lookup(reason.code()));
        return der(extensions.generate());
      } catch (IOException e) {
        throw new UncheckedIOException("encoding into memory failed", e);
      }
    }

    byte[] sequence() {
      return DerSequence.of(encoded.toByteArray());
    }
  }
}
