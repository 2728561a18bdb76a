package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SignedRanksTest {
  @Test
  void of_smallSample_isAsByHand() {
    // Ranks of |d|: 1 → 1, 2 and -2 → 2.5 each, 4 → 4; positive 7.5 of 10, expected 5.
    SignedRanks ranks = SignedRanks.of(new long[] {0, 4, -2, 2, 1});

    assertThat(ranks.z())
        .isCloseTo(2.5 / Math.sqrt(7.5), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(ranks.medianNanos()).isEqualTo(1);
    assertThat(ranks.told()).isZero();
  }

  /** Differences as heavy-tailed as those of a network: chance alone, and a shift in it. */
  @Test
  void told_shiftOfATenthOfTheNoise_isToldWithItsDirection() {
    assertThat(SignedRanks.of(differences(1, 0)).told()).isZero();
    assertThat(SignedRanks.of(differences(2, 20_000)).told()).isOne();
    assertThat(SignedRanks.of(differences(3, -20_000)).told()).isEqualTo(-1);
  }

  @Test
  void of_nothingButEquals_isNotTold() {
    assertThat(SignedRanks.of(new long[200]).told()).isZero();
  }

  private static long[] differences(long seed, long shift) {
    Random random = new Random(seed);
    long[] differences = new long[5000];
    for (int i = 0; i < differences.length; i++) {
      double tail = random.nextInt(100) == 0 ? 50 : 1;
      differences[i] = shift + (long) (random.nextGaussian() * 200_000 * tail);
    }
    return differences;
  }
}
