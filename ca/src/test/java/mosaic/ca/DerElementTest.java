package mosaic.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("T-12")
class DerElementTest {

  @Test
  void parse_nestedToTheLimit_isReadAndOneDeeperIsRefused() throws Exception {
    byte[] deepest = Fixtures.der(nested(DerElement.MAX_DEPTH - 1));
    byte[] tooDeep = Fixtures.der(nested(DerElement.MAX_DEPTH));

    assertThat(DerElement.parse(deepest).encoded()).isEqualTo(deepest);
    assertThatExceptionOfType(MalformedDerException.class)
        .isThrownBy(() -> DerElement.parse(tooDeep));
  }

  @Test
  void objectIdentifier_ofOurArc_isReadInFull() throws Exception {
    byte[] encoded = Fixtures.der(new ASN1ObjectIdentifier(Oids.GRANT_ID));

    assertThat(DerElement.parse(encoded).objectIdentifier()).isEqualTo(Oids.GRANT_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "30", "3001", "300000", "30800000", "308100", "30820003020101", "0200", "02020001",
        "0202ffff", "010102", "01020000", "050100", "0600", "060180", "06028001", "0300", "030108",
        "030101", "03020101", "3f0100", "1f0100", "1000", "2403040101", "3003020101ff"
      })
  void parse_notStrictDer_isRefused(String hex) {
    byte[] encoded = HexFormat.of().parseHex(hex);

    assertThatExceptionOfType(MalformedDerException.class)
        .isThrownBy(() -> DerElement.parse(encoded));
  }

  private static ASN1Encodable nested(int depth) {
    ASN1Encodable value = DERNull.INSTANCE;
    for (int i = 0; i < depth; i++) {
      value = Fixtures.sequence(value);
    }
    return value;
  }
}
