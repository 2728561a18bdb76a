package mosaic.gateway.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
  private static final String ONE = line((byte) 1);
  private static final String TWO = line((byte) 2);
  private static final Sealer.Place PLACE =
      new Sealer.Place("credentials", "secret", new UUID(0, 1));

  @Test
  void parse_bytes_areWipedAlsoWhenRefused() {
    byte[] good = (ONE + "\n " + TWO + " \r\n\n").getBytes(UTF_8);
    byte[] bad = (ONE + "\nplanted").getBytes(UTF_8);

    assertThat(MasterKey.parse(good).ids()).hasSize(2);
    assertThatThrownBy(() -> MasterKey.parse(bad)).hasMessageNotContaining("planted");

    assertThat(good).containsOnly(0);
    assertThat(bad).containsOnly(0);
  }

  @Test
  void parse_twiceTheSameLine_isRefused() {
    assertThatThrownBy(() -> MasterKey.parse(ONE + "\n" + ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(ONE);
  }

  @Test
  void parse_blankLineBetween_isRefused() {
    assertThatThrownBy(() -> MasterKey.parse(ONE + "\n\n" + TWO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyOf_sealedValue_isTheLineThatSealedIt() {
    MasterKey both = MasterKey.parse(ONE + "\n" + TWO);
    KeyId second = both.ids().getLast();

    String sealed = new Sealer(both, second).seal("x".getBytes(UTF_8), PLACE);

    assertThat(Sealer.keyOf(sealed)).contains(second);
    assertThat(Sealer.keyOf("x")).isEmpty();
    assertThat(Sealer.keyOf("pkcs11:label-of-a-key")).isEmpty();
    assertThat(KeyId.parse(second.hex())).isEqualTo(second);
    assertThatThrownBy(() -> KeyId.parse("00000000")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keeping_linesOfAnother_opensThemAndNoOthers() {
    MasterKey old = MasterKey.parse(ONE);
    String sealed = new Sealer(old).seal("x".getBytes(UTF_8), PLACE);

    MasterKey kept = MasterKey.parse(TWO).keeping(old, old.ids());
    MasterKey forgot = MasterKey.parse(TWO).keeping(old, List.of());

    assertThat(new Sealer(kept).open(sealed, PLACE)).asString(UTF_8).isEqualTo("x");
    assertThat(kept.first()).isEqualTo(MasterKey.parse(TWO).first());
    assertThatThrownBy(() -> new Sealer(forgot).open(sealed, PLACE))
        .isInstanceOf(Sealer.UnsealException.class);
  }

  @Test
  void open_valueOfUnknownLine_triesOnceToLearnIt() {
    MasterKey both = MasterKey.parse(TWO + "\n" + ONE);
    String sealed = new Sealer(both).seal("x".getBytes(UTF_8), PLACE);
    Sealer away = new Sealer(MasterKey.parse(ONE));
    away.onUnknownKey(() -> away.use(both, MasterKey.parse(ONE).first()));

    assertThat(away.open(sealed, PLACE)).asString(UTF_8).isEqualTo("x");
    assertThat(Sealer.keyOf(away.seal("y".getBytes(UTF_8), PLACE)))
        .as("it still seals under the line that it did")
        .contains(MasterKey.parse(ONE).first());
  }

  @Test
  void use_lineThatIsNotThere_isRefused() {
    Sealer sealer = new Sealer(MasterKey.parse(ONE));

    assertThatThrownBy(() -> sealer.use(MasterKey.parse(ONE), MasterKey.parse(TWO).first()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String line(byte value) {
    byte[] key = new byte[32];
    Arrays.fill(key, value);
    return Base64.getEncoder().encodeToString(key);
  }
}
