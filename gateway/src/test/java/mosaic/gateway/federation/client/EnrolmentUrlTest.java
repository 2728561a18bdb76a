package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentUrlTest {
  private static final String GRANT = "0b6d2c3e-7a51-4a7e-9a53-3a1b6d0f4c11";
  private static final String TOKEN = "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";
  private static final String PIN = "sha256:" + "0123456789abcdef".repeat(4);
  private static final String GOOD =
      "https://work.example:8443/federation/enrolment/v1/"
          + GRANT
          + "#token="
          + TOKEN
          + "&ca="
          + PIN;

  @Test
  void parse_good_hasAllParts() {
    EnrolmentUrl url = EnrolmentUrl.parse(GOOD);

    assertThat(url.host()).isEqualTo(new DnsName("work.example"));
    assertThat(url.port()).isEqualTo(8443);
    assertThat(url.grant()).isEqualTo(UUID.fromString(GRANT));
    assertThat(url.token().reveal()).isEqualTo(TOKEN);
    assertThat(url.caRoot().toString()).isEqualTo(PIN);
    assertThat(url.path()).isEqualTo("/federation/enrolment/v1/" + GRANT);
  }

  @Test
  void toString_good_redactsTheToken() {
    EnrolmentUrl url = EnrolmentUrl.parse(GOOD);

    assertThat(url.toString()).contains("work.example", GRANT, PIN).doesNotContain(TOKEN);
    assertThat(String.valueOf(url.token())).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https:                | http:            | https",
        "https:                | HTTPS:           | https",
        "https://work.example  | https://u:p@work.example | <host>:<port>",
        "work.example          | WORK.example     | DNS name",
        "work.example          | 127.0.0.1        | DNS name",
        "work.example          | 2130706433       | DNS name",
        "work.example          | 127.1            | DNS name",
        "work.example          | 0177.0.0.1       | DNS name",
        "work.example          | 0x7f000001       | DNS name",
        "work.example          | 127.0.0.0x1      | DNS name",
        "work.example          | 0x               | DNS name",
        "work.example          | 127.0.0.1.nip.1  | DNS name",
        "work.example          | ①②⑦.0.0.1        | DNS name",
        "work.example          | 127%2e0%2e0%2e1  | DNS name",
        "work.example          | work.example%00  | DNS name",
        "https://work.example  | https://work.example@evil.example | <host>:<port>",
        "https://work.example  | https://work.example\\@evil.example | <host>:<port>",
        "https:                | ftp:             | https",
        "https:                | file:            | https",
        "work.example          | [::1]            | <host>:<port>",
        "work.example          | [::ffff:127.0.0.1] | <host>:<port>",
        "work.example          | work.example.    | DNS name",
        "work.example          | wörk.example     | DNS name",
        "work.example:8443     | work.example     | <host>:<port>",
        ":8443                 | :0               | <host>:<port>",
        ":8443                 | :08443           | <host>:<port>",
        ":8443                 | :65536           | port",
        ":8443                 | :99999           | port",
        "/federation/enrolment | /federation/../enrolment | path",
        "/v1/                  | /v1//            | grant id",
        "/v1/                  | /v2/             | path",
        "0b6d2c3e              | 0B6D2C3E         | grant id",
        "4c11#                 | 4c11/#           | grant id",
        "4c11#                 | 4c11?x=1#        | grant id",
        "4c11#                 | 4c11%20#         | grant id",
        "#token=               | #Token=          | token=",
        "#token=               | #                | token=",
        "#token=A              | #token=          | 43",
        "#token=A              | #token=AA        | 43",
        "#token=A              | #token=+         | 43",
        "&ca=                  | &ca=&ca=         | ca",
        "&ca=                  | &x=1&ca=         | token=",
        "sha256:0              | sha256:G         | ca",
        "sha256:0              | sha256:          | ca",
        "sha256:               | ''               | ca",
        "sha256:               | sha1:            | ca",
      })
  void parse_onePartWrong_saysWhichAndRepeatsNoToken(String part, String other, String words) {
    String url = GOOD.replace(part, other);
    assertThat(url).isNotEqualTo(GOOD);

    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> EnrolmentUrl.parse(url));

    assertThat(problem.code()).isEqualTo(ProblemCode.ENROLMENT_URL_INVALID);
    assertThat(problem).hasMessageContaining(words);
    assertThat(problem.getMessage() + problem.remedy()).doesNotContain(TOKEN.substring(5));
  }

  @ParameterizedTest
  @CsvSource({"''", "https://", "https://work.example:8443", "#", "https://#/", "x"})
  void parse_notEvenClose_isRefused(String text) {
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> EnrolmentUrl.parse(text));

    assertThat(problem.code()).isEqualTo(ProblemCode.ENROLMENT_URL_INVALID);
  }

  @Test
  void parse_withoutFragment_saysThatAShellMayHaveEatenIt() {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> EnrolmentUrl.parse(GOOD.substring(0, GOOD.indexOf('#'))));

    assertThat(problem).hasMessageContaining("quote");
  }

  @Test
  void parse_megabytes_isRefused() {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> EnrolmentUrl.parse(GOOD + "0".repeat(5_000_000)));

    assertThat(problem).hasMessageContaining("longer");
  }
}
