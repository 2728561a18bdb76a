package mosaic.gateway.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTokenTest {
  @Test
  void random_token_parsesBackToTheSameHash() {
    EnrolmentToken token = EnrolmentToken.random(new SecureRandom());

    assertThat(EnrolmentToken.parse(token.reveal()))
        .hasValueSatisfying(parsed -> assertThat(parsed.hash()).isEqualTo(token.hash()));
  }

  @Test
  void toString_token_isRedacted() {
    EnrolmentToken token = EnrolmentToken.random(new SecureRandom());

    assertThat(token.toString()).doesNotContain(token.reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=", "𝟙"})
  void parse_noToken_isEmpty(String text) {
    assertThat(EnrolmentToken.parse(text)).isEmpty();
  }
}
