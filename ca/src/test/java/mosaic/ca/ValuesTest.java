package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values: one spelling each, everything else refused. */
class ValuesTest {

  @Test
  void parse_fingerprintWithAndWithoutPrefix_isTheSame() {
    Fingerprint fingerprint = CA.rootFingerprint();

    assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
    assertThat(Fingerprint.parse(fingerprint.hex())).isEqualTo(fingerprint);
    assertThat(fingerprint).isNotEqualTo(Fingerprint.ofBytes(new byte[0]));
    assertThat(Fingerprint.ofBytes(new byte[0]).hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
        "e3:b0:c4:42:98:fc:1c:14:9a:fb:f4:c8:99:6f:b9:24",
        " e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
        "sha256:sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      })
  void parse_otherFingerprint_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Fingerprint.parse(text));
  }

  @Test
  void construct_serialNumberOutOfRange_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SerialNumber(BigInteger.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SerialNumber(BigInteger.ONE.negate()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SerialNumber(BigInteger.ONE.shiftLeft(159)));
    assertThatIllegalArgumentException().isThrownBy(() -> SerialNumber.parse("AB"));
    assertThat(SerialNumber.parse("00ab").hex()).isEqualTo("ab");
  }

  @Test
  void parse_serverName_isCanonical() {
    assertThat(ServerName.parse("Work.EXAMPLE")).isEqualTo(new DnsName("work.example"));
    assertThat(ServerName.parse("localhost").text()).isEqualTo("localhost");
    assertThat(ServerName.parse("xn--mnchen-3ya.example").text())
        .isEqualTo("xn--mnchen-3ya.example");
    assertThat(ServerName.parse("127.0.0.2").text()).isEqualTo("127.0.0.2");
    assertThat(ServerName.parse("::1")).isEqualTo(ServerName.parse("0:0:0:0:0:0:0:1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "work.example.",
        ".example",
        "a..b",
        "-a.example",
        "a-.example",
        "a_b.example",
        "*.example",
        "work.example\0",
        "work.example\n",
        "work example",
        "user@work.example",
        "work.example:443",
        "http://work.example",
        "münchen.example",
        "127.1",
        "2130706433",
        "010.0.0.1x.1",
        "127.0.0.1.5",
        "127.0.0.256",
        "0x7f.0.0.1",
        "[::1]",
        "fe80::1%eth0",
        "1:2:3",
        "a.123"
      })
  void parse_otherServerName_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerName.parse(text));
  }

  @Test
  void parse_serverNameOfTooManyCharacters_isRefused() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);

    assertThat(ServerName.parse(longest).text()).hasSize(253);
    assertThatIllegalArgumentException().isThrownBy(() -> ServerName.parse("a" + longest));
    assertThatIllegalArgumentException().isThrownBy(() -> ServerName.parse("a".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://work.example/crl",
        "ldap://work.example/crl",
        "file:///etc/passwd",
        "/pki/crl",
        "http://user@work.example/crl",
        "http://work.example/crl#x",
        "http://work.example/ü"
      })
  void construct_otherRevocationEndpoint_isRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationEndpoints.none().withCrl(URI.create(url)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationEndpoints.none().withOcsp(URI.create(url)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationEndpoints.none().withIssuer(URI.create(url)));
  }

  @Test
  void construct_responderThatLivesLong_isRefused() {
    assertThat(new OcspResponderCertificateProfile("a", ValidityPeriod.ofDays(30)).validity())
        .isEqualTo(ValidityPeriod.ofDays(30));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OcspResponderCertificateProfile("a", ValidityPeriod.ofDays(31)));
    assertThatIllegalArgumentException().isThrownBy(() -> OcspResponderCertificateProfile.of(" "));
    assertThat(OcspResponderCertificateProfile.of("a".repeat(64)).commonName()).hasSize(64);
  }

  @Test
  void construct_listThatLivesLongOrHasNoNumber_isRefused() {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");

    assertThat(RevocationListProfile.from(1, now.plusMillis(7), Duration.ofDays(10)).nextUpdate())
        .isEqualTo(now.plus(Duration.ofDays(10)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationListProfile.from(1, now, Duration.ofDays(10).plusSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationListProfile.from(0, now, Duration.ofDays(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RevocationListProfile.from(1, now, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RevocationListProfile(1, now.plusMillis(1), now.plusSeconds(9)));
  }

  /** GnuTLS refuses a certificate for one arc above 32 bits. */
  @Test
  void oids_everyArc_fits32Bits() {
    for (String arc : Oids.SUBJECT_USER_ID.split("\\.", -1)) {
      assertThat(Long.parseLong(arc)).isLessThan(1L << 32);
    }
  }

  @Test
  void oids_spelledOut_neverChange() {
    assertThat(Oids.GRANT_ID).isEqualTo("2.25.4202307336.5786654.2625412225.1004916315.1");
    assertThat(Oids.SUBJECT_USER_ID).isEqualTo("2.25.4202307336.5786654.2625412225.1004916315.2");
  }
}
