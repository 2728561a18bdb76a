package mosaic.ca;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/** A revocation list that {@link CrlVerifier} accepted: full, of one issuer, signed by it. */
public final class RevocationList {

  private final byte[] encoded;
  private final BigInteger number;
  private final Instant thisUpdate;
  private final Instant nextUpdate;
  private final RevocationEntries entries;

  RevocationList(
      byte[] encoded,
      BigInteger number,
      Instant thisUpdate,
      Instant nextUpdate,
      RevocationEntries entries) {
    this.encoded = encoded;
    this.number = number;
    this.thisUpdate = thisUpdate;
    this.nextUpdate = nextUpdate;
    this.entries = entries;
  }

  /** Its number, which only rises from list to list (RFC 5280, 5.2.3). */
  public BigInteger number() {
    return number;
  }

  /** When it was made. */
  public Instant thisUpdate() {
    return thisUpdate;
  }

  /** From when on it must not be used any more. */
  public Instant nextUpdate() {
    return nextUpdate;
  }

  /** How many certificates are on it. */
  public int size() {
    return entries.size();
  }

  /** The entry of a certificate of the list's issuer, if it is revoked; in constant time. */
  public Optional<RevokedCertificate> find(SerialNumber serial) {
    return entries.find(serial);
  }

  /** What to remember of it, for {@link CrlVerifier#verify} to know an older one. */
  public CrlMark mark() {
    return new CrlMark(number, Fingerprint.ofBytes(encoded));
  }

  /** The list in DER. */
  public byte[] der() {
    return encoded.clone();
  }

  @Override
  public String toString() {
    return "RevocationList[number=" + number + ", size=" + size() + "]";
  }
}
