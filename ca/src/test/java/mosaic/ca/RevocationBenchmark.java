package mosaic.ca;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Building, signing, reading and searching long revocation lists; prints what BENCHMARKS.md has.
 *
 * <p>Argument: how many entries, a million if there is none.
 */
final class RevocationBenchmark {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LOOKUPS = 1_000_000;

  private RevocationBenchmark() {}

  public static void main(String... arguments) throws Exception {
    int most = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    CertificateHierarchy ca =
        CertificateHierarchy.create(
            "work.example", KeyAlgorithm.EC_P256, Clock.systemUTC(), RANDOM);
    IssuingAuthority authority = ca.issuingAuthority(Clock.systemUTC(), RANDOM);
    // Twice, the first time for the compiler.
    for (int entries : new int[] {1_000, most, 1_000, most}) {
      measure(authority, entries);
    }
  }

  private static void measure(IssuingAuthority authority, int entries) throws Exception {
    TreeSet<BigInteger> serials = new TreeSet<>();
    while (serials.size() < entries) {
      serials.add(SerialNumber.random(RANDOM).value());
    }
    SerialNumber[] known = serials.stream().map(SerialNumber::new).toArray(SerialNumber[]::new);
    serials.clear();
    Instant now = Instant.now();
    long start = System.nanoTime();
    RevocationListDraft draft =
        new RevocationListDraft(RevocationListProfile.from(1, now, Duration.ofDays(1)));
    for (SerialNumber serial : known) {
      draft.add(new RevokedCertificate(serial, now, RevocationReason.PRIVILEGE_WITHDRAWN));
    }
    long built = System.nanoTime();
    RevocationList list = authority.sign(draft);
    long signed = System.nanoTime();
    byte[] der = list.der();
    long beforeReading = System.nanoTime();
    CrlVerdict verdict =
        CrlVerifier.verify(der, authority.certificate(), Optional.empty(), Instant.now());
    long read = System.nanoTime();
    int found = sizeByJdk(der);
    long readByJdk = System.nanoTime();
    long beforeLookups = System.nanoTime();
    for (int i = 0; i < LOOKUPS; i++) {
      found += list.find(known[(int) ((i * 2_654_435_761L) % known.length)]).isPresent() ? 1 : 0;
    }
    long hits = System.nanoTime();
    SerialNumber absent = SerialNumber.random(RANDOM);
    for (int i = 0; i < LOOKUPS; i++) {
      found += list.find(absent).isPresent() ? 1 : 0;
    }
    long misses = System.nanoTime();
    System.out.printf(
        Locale.ROOT,
        "%,9d entries: %,11d bytes; built in %,6.0f ms, encoded, signed and checked in %,6.0f ms;"
            + " read in %,6.0f ms (JDK %,6.0f ms); look-up %,4d ns, of an absent one %,4d ns; %s%n",
        entries,
        der.length,
        (built - start) / 1e6,
        (signed - built) / 1e6,
        (read - beforeReading) / 1e6,
        (readByJdk - read) / 1e6,
        (hits - beforeLookups) / LOOKUPS,
        (misses - hits) / LOOKUPS,
        verdict instanceof CrlVerdict.Accepted && found == entries + LOOKUPS ? "" : "WRONG");
  }

  private static int sizeByJdk(byte[] der) throws Exception {
    X509CRL list =
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    return list.getRevokedCertificates().size();
  }
}
