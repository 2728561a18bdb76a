package mosaic.gateway.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses there are, and how a request stands in one. */
class DirectoryTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/pki/v1/ocsp | POST",
        "/pki/v1/ocsp/MEI= | GET, HEAD",
        "/pki/v1/crl/" + KEY + ".crl | GET, HEAD",
        "/pki/v1/ca/" + KEY + ".cer | GET, HEAD"
      })
  void methods_knownAddress_areThose(String path, String methods) {
    assertThat(Directory.methods(path)).isEqualTo(methods);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/pki/v1/ocsp/",
        "/pki/v1/ocspx",
        "/pki/v1/crl/" + KEY,
        "/pki/v1/crl/" + KEY + "xcrl",
        "/pki/v1/crl/" + KEY + ".cer",
        "/pki/v1/crl/%30" + KEY + ".crl",
        "/pki/v1/crl/../ca/" + KEY + ".cer",
        "/pki/v1/ca/" + KEY + ".cer/",
        "/pki/v1/crl/0123456789ABCDEF0123456789ABCDEF01234567.crl"
      })
  void methods_otherAddress_areNone(String path) {
    assertThat(Directory.methods(path)).isEmpty();
  }

  @Test
  void decoded_base64EscapedOrNot_isTheRequest() {
    Random random = new Random(7);
    for (int length = 1; length < 100; length++) {
      byte[] request = new byte[length];
      random.nextBytes(request);
      String base64 = Base64.getEncoder().encodeToString(request);

      assertThat(Directory.decoded(base64)).isEqualTo(request);
      assertThat(Directory.decoded(URLEncoder.encode(base64, US_ASCII))).isEqualTo(request);
      assertThat(Directory.decoded(base64.replace("=", "%3d"))).isEqualTo(request);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "A", "a b", "MEI=x", "-_-_", "é"})
  void decoded_whatIsNoBase64_isNothing(String path) {
    assertThat(Directory.decoded(path)).isEmpty();
  }
}
