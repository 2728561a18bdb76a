package mosaic.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mosaic.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "2001:db8:0:1::1, 2001:db8:0:1:0:0:0:2, true",
    "fe80::1%some0, fe80::2, true",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
  })
  void of_addresses_areOneSourceWhenOfOneNetwork(String one, String other, boolean same) {
    assertThat(Source.of(one).equals(Source.of(other))).isEqualTo(same);
  }

  @Test
  void attempt_tooManyFromOneNetwork_areRefusedThereAndInThisLimiterOnly() {
    SourceLimiter limiter = new SourceLimiter();
    for (int i = 0; i < 120; i++) {
      limiter.attempt("2001:db8:0:1::" + Integer.toHexString(i));
    }

    assertThatThrownBy(() -> limiter.attempt("2001:db8:0:1::abcd"))
        .isInstanceOf(ProblemException.class);
    assertThatCode(() -> limiter.attempt("2001:db8:0:2::1")).doesNotThrowAnyException();
    assertThatCode(() -> new SourceLimiter().attempt("2001:db8:0:1::abcd"))
        .doesNotThrowAnyException();
  }
}
