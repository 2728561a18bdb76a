package mosaic.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditChangeTest {
  @Test
  void between_twoDescriptions_keepsWhatDiffersOnly() {
    AuditChange change =
        AuditChange.between(
            Map.of("status", "active", "rate", 60, "gone", 1),
            Map.of("status", "suspended", "rate", 60, "new", 2));

    assertThat(change.before()).isEqualTo(Map.of("status", "active", "gone", 1));
    assertThat(change.after()).isEqualTo(Map.of("status", "suspended", "new", 2));
  }

  @Test
  void between_absentAndPresent_isADifference() {
    Map<String, @Nullable Object> before = new HashMap<>();
    before.put("notes", null);

    AuditChange change = AuditChange.between(before, Map.of("notes", "x"));

    assertThat(change.before()).containsEntry("notes", null);
    assertThat(change.after()).containsEntry("notes", "x");
  }

  @Test
  void noting_whatDidNotChange_isThereAfter() {
    assertThat(AuditChange.between(Map.of(), Map.of()).noting("sensitive", true).after())
        .isEqualTo(Map.of("sensitive", true));
  }
}
