package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PemTest {

  private static final X509Certificate ROOT = CA.root().certificate();
  private static final String TEXT = Pem.encode(ROOT);

  @Test
  void decodeCertificates_whatWasEncoded_isTheSame() throws Exception {
    List<X509Certificate> chain = List.of(CA.intermediate().certificate(), ROOT);

    assertThat(Pem.decodeCertificates(Pem.encode(chain))).isEqualTo(chain);
    assertThat(Pem.decodeCertificate(TEXT.replace("\n", "\r\n"))).isEqualTo(ROOT);
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void decodePrivateKey_whatWasEncoded_isTheSame(KeyAlgorithm algorithm) throws Exception {
    KeyPair pair = algorithm.generate(RANDOM);

    assertThat(Pem.decodePrivateKey(Pem.encode(pair.getPrivate()).reveal()))
        .isEqualTo(pair.getPrivate());
  }

  record Bad(String text, MalformedPemException.Reason reason) {}

  @ParameterizedTest
  @MethodSource("badTexts")
  void decodeCertificate_badText_isRefusedForItsReason(Bad bad) {
    assertThatExceptionOfType(MalformedPemException.class)
        .isThrownBy(() -> Pem.decodeCertificate(bad.text()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(bad.reason()));
  }

  static Stream<Bad> badTexts() {
    return Stream.of(
        new Bad("", MalformedPemException.Reason.INCOMPLETE),
        new Bad(TEXT + TEXT, MalformedPemException.Reason.TOO_MANY_BLOCKS),
        new Bad("x\n" + TEXT, MalformedPemException.Reason.UNEXPECTED_TEXT),
        new Bad(TEXT + "x", MalformedPemException.Reason.UNEXPECTED_TEXT),
        new Bad(TEXT.replace("CERTIFICATE", "X509 CRL"), MalformedPemException.Reason.WRONG_LABEL),
        new Bad(
            TEXT.replaceFirst("END CERTIFICATE", "END CERT"),
            MalformedPemException.Reason.UNEXPECTED_TEXT),
        new Bad(TEXT.substring(0, 200), MalformedPemException.Reason.INCOMPLETE),
        new Bad(TEXT.replaceFirst("\nM", "\n!"), MalformedPemException.Reason.NOT_BASE64),
        new Bad(
            PemText.encode("CERTIFICATE", new byte[] {1, 2, 3}),
            MalformedPemException.Reason.WRONG_CONTENT),
        new Bad("A".repeat(200_000), MalformedPemException.Reason.TOO_LARGE));
  }

  @Test
  void decodeCertificates_nineCertificates_isRefused() {
    String text = Pem.encode(Collections.nCopies(9, ROOT));

    assertThatExceptionOfType(MalformedPemException.class)
        .isThrownBy(() -> Pem.decodeCertificates(text))
        .satisfies(
            e -> assertThat(e.reason()).isEqualTo(MalformedPemException.Reason.TOO_MANY_BLOCKS));
  }

  @Test
  void decodePrivateKey_certificateOrOtherKind_isRefusedWithoutRepeatingIt() {
    String ed25519 = Pem.encode(Fixtures.keyPair("Ed25519").getPrivate()).reveal();

    assertThatExceptionOfType(MalformedPemException.class)
        .isThrownBy(() -> Pem.decodePrivateKey(TEXT));
    assertThatExceptionOfType(MalformedPemException.class)
        .isThrownBy(() -> Pem.decodePrivateKey(ed25519))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(ed25519.lines().toList().get(1)));
  }
}
