package mosaic.harness;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The signed-rank test of Wilcoxon (1945) for pairs: whether one of two things takes longer than
 * the other. It asks nothing of how times are distributed, and one very late answer weighs no more
 * than the largest rank. Each pair is measured in an order of chance, so that without a difference
 * the difference within a pair is as likely to be one way as the other.
 *
 * @param z how many standard deviations the sum of ranks is from what chance would give; positive
 *     when the first one takes longer
 * @param medianNanos of the differences
 * @param noiseNanos half of the differences are no further than this from their median
 * @param pairs how many there are
 */
record SignedRanks(double z, long medianNanos, long noiseNanos, int pairs) {
  /** Two-sided p = 10^-4, in standard deviations of the normal distribution. */
  private static final double SIGNIFICANT = 3.89;

  /** Of the differences first minus second, of some hundred pairs or more. */
  static SignedRanks of(long[] differences) {
    long[] told = Arrays.stream(differences).filter(difference -> difference != 0).toArray();
    Long[] bySize = Arrays.stream(told).boxed().toArray(Long[]::new);
    Arrays.sort(bySize, Comparator.comparingLong(Math::abs));
    double positive = 0;
    for (int i = 0; i < bySize.length; ) {
      int end = i;
      while (end < bySize.length && Math.abs(bySize[end]) == Math.abs(bySize[i])) {
        end++;
      }
      // Equal ones share the middle of their ranks, which begin with 1.
      double rank = (i + 1 + end) / 2.0;
      for (; i < end; i++) {
        positive += bySize[i] > 0 ? rank : 0;
      }
    }
    double n = told.length;
    double expected = n * (n + 1) / 4;
    double deviation = Math.sqrt(n * (n + 1) * (2 * n + 1) / 24);
    long median = median(differences);
    long noise = median(Arrays.stream(differences).map(each -> Math.abs(each - median)).toArray());
    return new SignedRanks(
        n == 0 ? 0 : (positive - expected) / deviation, median, noise, differences.length);
  }

  /** 1 when the first takes longer, -1 when the second does, 0 when they cannot be told apart. */
  int told() {
    return Math.abs(z) < SIGNIFICANT ? 0 : z > 0 ? 1 : -1;
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public String toString() {
    return "z = %.2f, median difference %.1f µs ± %.1f µs in %d pairs"
        .formatted(z, medianNanos / 1e3, noiseNanos / 1e3, pairs);
  }
}
