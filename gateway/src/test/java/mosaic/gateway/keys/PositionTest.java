package mosaic.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import mosaic.gateway.keys.store.SealedValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  @ParameterizedTest
  @EnumSource(Position.Stage.class)
  void parse_itsOwnText_isTheSame(Position.Stage stage) {
    Position position = new Position(stage, UUID.randomUUID());

    assertThat(Position.parse(position.text())).contains(position);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "owners", "owners:1", "peers:00000000-0000-0000-0000-000000000000"})
  void parse_anythingElse_isEmpty(String text) {
    assertThat(Position.parse(text)).isEmpty();
  }

  @Test
  void after_lastOfTheLowHalf_goesOnInTheHighOne() {
    assertThat(SealedValues.after(new UUID(1, -1))).isEqualTo(new UUID(2, 0));
    assertThat(SealedValues.after(new UUID(1, 5))).isEqualTo(new UUID(1, 6));
  }
}
