package mosaic.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryHashTest {
  @Test
  void of_parametersInAnotherOrder_isTheSame() {
    assertThat(QueryHash.of("list", "tasks", "limit=5&cursor=a"))
        .isEqualTo(QueryHash.of("list", "tasks", "cursor=a&limit=5"));
  }

  @Test
  void of_otherQuestion_isAnother() {
    String hash = QueryHash.of("list", "tasks", "limit=5");

    assertThat(hash)
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(QueryHash.of("list", "notes", "limit=5"))
        .isNotEqualTo(QueryHash.of("get", "tasks", "limit=5"))
        .isNotEqualTo(QueryHash.of("list", "tasks", "limit=6"))
        .isNotEqualTo(QueryHash.of("list", "tasks", ""));
  }
}
