package mosaic.gateway.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String OTHER_KEY = Base64.getEncoder().encodeToString(filled((byte) 7));
  private static final UUID ROW = UUID.fromString("00000000-0000-0000-0000-000000000001");
  private static final Sealer.Place PLACE =
      new Sealer.Place("federation_peers", "client_key_pem", ROW);

  private final Sealer sealer = new Sealer(MasterKey.parse(KEY));

  @Test
  void open_samePlace_givesTheSecret() {
    String sealed = sealer.seal("secret".getBytes(UTF_8), PLACE);

    assertThat(sealer.open(sealed, PLACE)).asString(UTF_8).isEqualTo("secret");
    assertThat(new String(Base64.getDecoder().decode(sealed), UTF_8)).doesNotContain("secret");
  }

  @Test
  void open_otherRowColumnOrTable_isRefused() {
    String sealed = sealer.seal("secret".getBytes(UTF_8), PLACE);

    for (Sealer.Place other :
        new Sealer.Place[] {
          new Sealer.Place("federation_peers", "client_key_pem", new UUID(0, 2)),
          new Sealer.Place("federation_peers", "client_cert_pem", ROW),
          new Sealer.Place("credentials", "client_key_pem", ROW)
        }) {
      assertThatThrownBy(() -> sealer.open(sealed, other))
          .isInstanceOf(Sealer.UnsealException.class)
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void open_everySingleByteChanged_isRefused() {
    byte[] sealed = Base64.getDecoder().decode(sealer.seal("secret".getBytes(UTF_8), PLACE));

    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      String text = Base64.getEncoder().encodeToString(changed);
      assertThatThrownBy(() -> sealer.open(text, PLACE)).isInstanceOf(Sealer.UnsealException.class);
    }
  }

  @Test
  void open_keyThatIsNowSecondLine_stillOpens() {
    String sealed = sealer.seal("secret".getBytes(UTF_8), PLACE);

    Sealer rotated = new Sealer(MasterKey.parse(OTHER_KEY + "\n" + KEY));
    Sealer replaced = new Sealer(MasterKey.parse(OTHER_KEY));

    assertThat(rotated.open(sealed, PLACE)).asString(UTF_8).isEqualTo("secret");
    assertThatThrownBy(() -> replaced.open(sealed, PLACE))
        .isInstanceOf(Sealer.UnsealException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not base64!", "c2hvcnQ=", "c2hvcnQ=\n"})
  void parse_notAKey_isRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> MasterKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2hvcnQ");
  }

  @Test
  void toString_key_isRedacted() {
    assertThat(MasterKey.parse(KEY)).hasToString("MasterKey[redacted]");
  }

  private static byte[] filled(byte value) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, value);
    return bytes;
  }
}
