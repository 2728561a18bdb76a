package mosaic.ca;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a revocation list by serial number: a hash table of positions in the encoding,
 * four to eight bytes an entry, and no object for any of them.
 */
final class RevocationEntries {

  private static final int EMPTY = -1;
  private static final int MOST_PARTS = 3;

  /** An odd number near 2^32 divided by the golden ratio (Knuth, TAOCP 3, 6.4). */
  private static final int SPREAD = 0x9E3779B1;

  /** Honest serial numbers need a few dozen at most; chosen ones cost no more than that either. */
  private static final int MOST_STEPS = 512;

  private final @Nullable DerElement sequence;
  private final int[] positions;
  private int size;

  private RevocationEntries(@Nullable DerElement sequence, int count) {
    this.sequence = sequence;
    // At most half full, so that a free place is near.
    this.positions = new int[Math.max(2, Integer.highestOneBit(Math.max(1, count)) << 2)];
    Arrays.fill(positions, EMPTY);
  }

  /**
   * Reads every entry once.
   *
   * @throws MalformedDerException for an entry that is not one, or a serial number twice
   * @throws RejectedCrlException for an entry that says something critical (RFC 5280, 5.3)
   */
  static RevocationEntries of(@Nullable DerElement sequence)
      throws MalformedDerException, RejectedCrlException {
    if (sequence == null) {
      return new RevocationEntries(null, 0);
    }
    int[] count = new int[1];
    sequence.<RuntimeException>forEachChild(child -> count[0]++);
    if (count[0] == 0) {
      throw new MalformedDerException("an empty list of entries is left out (5.1.2.6)");
    }
    RevocationEntries entries = new RevocationEntries(sequence, count[0]);
    sequence.<RejectedCrlException>forEachChild(entries::add);
    return entries;
  }

  int size() {
    return size;
  }

  Optional<RevokedCertificate> find(SerialNumber serial) {
    if (sequence == null) {
      return Optional.empty();
    }
    byte[] wanted = serial.value().toByteArray();
    try {
      int place = place(sequence, wanted);
      return positions[place] == EMPTY
          ? Optional.empty()
          : Optional.of(read(sequence.childAt(positions[place]), serial));
    } catch (MalformedDerException | RejectedCrlException e) {
      throw new IllegalStateException("an entry that was read before", e);
    }
  }

  private void add(DerElement entry) throws MalformedDerException, RejectedCrlException {
    DerElement whole = Objects.requireNonNull(sequence);
    byte[] serial = serial(entry).content();
    // Whether it can be read is not left to be found out later.
    var _ = when(entry);
    int place = place(whole, serial);
    if (positions[place] != EMPTY) {
      throw new MalformedDerException("a certificate twice");
    }
    positions[place] = entry.position();
    size++;
  }

  /** Where an entry with this serial number is, or could be. */
  private int place(DerElement whole, byte[] serial) throws MalformedDerException {
    int mask = positions.length - 1;
    int place = hash(serial) & mask;
    int steps = 0;
    while (positions[place] != EMPTY
        && !serial(whole.childAt(positions[place])).hasContent(serial)) {
      place = (place + 1) & mask;
      if (++steps > MOST_STEPS) {
        throw new MalformedDerException("serial numbers chosen to be alike");
      }
    }
    return place;
  }

  /** Spreads numbers in sequence as well as random ones: those that are alike end up apart. */
  private static int hash(byte[] serial) {
    int hash = serial.length;
    for (byte octet : serial) {
      hash = (hash ^ octet) * SPREAD;
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private static DerElement serial(DerElement entry) throws MalformedDerException {
    return entry.expect(DerElement.SEQUENCE).firstChild().expect(DerElement.INTEGER);
  }

  private record When(Instant at, RevocationReason reason) {}

  private static RevokedCertificate read(DerElement entry, SerialNumber serial)
      throws MalformedDerException, RejectedCrlException {
    When when = when(entry);
    return new RevokedCertificate(serial, when.at(), when.reason());
  }

  private static When when(DerElement entry) throws MalformedDerException, RejectedCrlException {
    List<DerElement> parts = entry.children();
    if (parts.size() < 2 || parts.size() > MOST_PARTS) {
      throw new MalformedDerException("an entry has two or three parts");
    }
    RevocationReason reason =
        parts.size() == MOST_PARTS ? reason(parts.get(2)) : RevocationReason.UNSPECIFIED;
    return new When(parts.get(1).time(), reason);
  }

  private static RevocationReason reason(DerElement sequence)
      throws MalformedDerException, RejectedCrlException {
    Map<String, ParsedCertificate.Extension> extensions;
    try {
      extensions = ParsedCertificate.extensions(sequence);
    } catch (MalformedCertificateException e) {
      throw new MalformedDerException(String.valueOf(e.getMessage()));
    }
    for (var extension : extensions.entrySet()) {
      if (extension.getValue().critical() && !extension.getKey().equals(Oids.CRL_REASON)) {
        throw new RejectedCrlException(CrlDefect.UNKNOWN_CRITICAL_EXTENSION);
      }
    }
    ParsedCertificate.Extension reason = extensions.get(Oids.CRL_REASON);
    if (reason == null) {
      return RevocationReason.UNSPECIFIED;
    }
    int code = reason.value().inner().enumerated();
    return RevocationReason.of(code)
        .orElseThrow(() -> new MalformedDerException("no such reason: " + code));
  }
}
