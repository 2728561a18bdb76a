package mosaic.ca;

import static mosaic.ca.Fixtures.AUTHORITY;
import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.GRANT;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * How many grant certificates a second one thread makes whole (prepared, linted, signed, checked),
 * against the bare signatures of the same library with the same key, in turns. BENCHMARKS.md has
 * the figures.
 */
final class IssuanceBenchmark {
  private static final int ROUNDS = 9;
  private static final int EACH = 2_000;

  private IssuanceBenchmark() {}

  public static void main(String[] arguments) {
    PrivateKey key = CA.intermediate().privateKey();
    byte[] body =
        Fixtures.prepared(AUTHORITY, GRANT)
            .intent()
            .toBeSigned()
            .hex()
            .repeat(8)
            .getBytes(StandardCharsets.US_ASCII);
    IntConsumer bare = n -> Fixtures.sign("SHA256withECDSA", key, body);
    IntConsumer whole = n -> Fixtures.issue(GRANT);
    double[] signatures = new double[ROUNDS];
    double[] certificates = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int warm = 0; warm < 2; warm++) {
      var _ = rate(bare);
      var _ = rate(whole);
    }
    for (int round = 0; round < ROUNDS; round++) {
      signatures[round] = rate(bare);
      certificates[round] = rate(whole);
      ratios[round] = certificates[round] / signatures[round];
    }
    print("signatures/s", signatures);
    print("certificates/s", certificates);
    print("ratio", ratios);
  }

  private static double rate(IntConsumer work) {
    long start = System.nanoTime();
    for (int i = 0; i < EACH; i++) {
      work.accept(i);
    }
    return EACH / ((System.nanoTime() - start) / 1e9);
  }

  private static void print(String what, double[] values) {
    Arrays.sort(values);
    System.out.printf(
        Locale.ROOT,
        "%-15s min %.3f  median %.3f  max %.3f%n",
        what,
        values[0],
        values[ROUNDS / 2],
        values[ROUNDS - 1]);
  }
}
