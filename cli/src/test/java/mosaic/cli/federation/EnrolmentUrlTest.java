package mosaic.cli.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mosaic.cli.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnrolmentUrlTest {
  private static final String BASE = "https://work.example:8443/federation/enrolment/v1/";
  private static final String ID = "0198c0de-0000-7000-8000-000000000001";
  private static final String TOKEN = "Tt_-".repeat(10) + "abc";
  private static final String CA = "sha256:" + "0af9".repeat(16);
  private static final String GOOD = BASE + ID + "#token=" + TOKEN + "&ca=" + CA;

  @Test
  void parse_rightShape_isKeptWithoutBlanksAround() {
    assertThat(EnrolmentUrl.parse("  " + GOOD + "\n").secretText()).isEqualTo(GOOD);
  }

  @Test
  void toString_always_hidesTheToken() {
    assertThat(EnrolmentUrl.parse(GOOD).toString()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https:// | http:// | does not start with https://",
        "work.example | under_score | names no valid host",
        "work.example | u:p@work.example | a user name or a query",
        "/v1/ | /v2/ | its path does not start with",
        "000000000001# | 00000000000# | does not end in a grant id",
        "000000000001# | 000000000001/more# | does not end in a grant id",
        "# | ?x=1# | a user name or a query",
        "#token= | %23token= | the part from # on",
        "&ca= | %26ca= | ca= is missing",
        "token= | other= | token= is missing",
        "token= | token=a&token= | token= is there more than once",
        "Tt_- | Tt_. | token= is not 43",
        "abc& | ab& | it is 42 long",
        "sha256: | sha1: | ca= is not sha256",
        "0af9 | 0afg | ca= is not sha256",
        "&ca= | &x=1&ca= | something besides token, ca and subject",
        "work.example | work example | not a URL",
      })
  void parse_oneThingWrong_saysWhichWithoutTheToken(String from, String to, String reason) {
    String changed = GOOD.replace(from, to);

    assertThat(changed).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> EnrolmentUrl.parse(changed))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.exitCode().status()).isEqualTo(2);
              assertThat(failure.problem().detail().orElseThrow())
                  .contains(reason)
                  .doesNotContain("Tt_");
            });
  }
}
