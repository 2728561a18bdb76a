package mosaic.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.UUID;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.web.ItemView;
import mosaic.gateway.scope.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireJsonTest {
  private static final UUID ID = UUID.fromString("0190aaaa-0000-7000-8000-000000000001");
  private static final UUID OWNER = UUID.fromString("0190aaaa-0000-7000-8000-000000000002");
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    MAPPER.registerModule(new JavaTimeModule());
    new WireJson().customize(MAPPER);
  }

  @Test
  void itemView_task_hasItsKeysInOrder() throws JsonProcessingException {
    String json = MAPPER.writeValueAsString(ItemView.of("local", item(ResourceType.TASKS, "open")));

    assertThat(json)
        .isEqualTo(
            """
            {"_source":"local","resource":"tasks","id":"%s","title":"t","body":"b","status":"open",\
            "note_id":null,"owner_id":"%s","team_id":null,\
            "created_at":"2026-11-01T12:00:00.000000Z","updated_at":"2026-11-01T12:00:00.000000Z"}"""
                .formatted(ID, OWNER));
  }

  @ParameterizedTest
  @CsvSource({"NOTES,", "MEMORY,", "CREDENTIALS,", "CREDENTIALS,s3cret"})
  void itemView_otherTypes_haveNothingOfTasks(ResourceType type, String secret)
      throws JsonProcessingException {
    Item item = new Item(type, ID, "t", "b", null, null, OWNER, OWNER, NOON, NOON, secret);

    String json = MAPPER.writeValueAsString(ItemView.of("federated:work.example", item));

    assertThat(json)
        .startsWith("{\"_source\":\"federated:work.example\"")
        .doesNotContain("status", "note_id")
        .contains("\"team_id\":\"" + OWNER + "\"");
    assertThat(json.contains("secret")).isEqualTo(secret != null);
    assertThat(ItemView.of("local", item).toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-1-1-1-1",
        "0190AAAA-0000-7000-8000-000000000001",
        "0190aaaa00007000800000000000001",
        " 0190aaaa-0000-7000-8000-000000000001",
        "{0190aaaa-0000-7000-8000-000000000001}",
        "0190aaaa-0000-7000-8000-00000000000g",
        "0190aaaa-0000-7000-8000-0000000000０1",
        "AZCqqgAAcACAAAAAAAAAAQ==",
        ""
      })
  void parse_anotherSpelling_isNoId(String text) {
    assertThat(WireId.parse(text)).isEmpty();
  }

  @Test
  void parse_theOneSpelling_isTheId() {
    assertThat(WireId.parse(ID.toString())).contains(ID);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/tasks, /api/v1/tasks, true",
    "/api/v1/x/../tasks, /api/v1/tasks, false",
    "/q/../api/v1/tasks, /api/v1/tasks, false",
    "/%61pi/v1/tasks, /api/v1/tasks, false",
    "/api/v1//tasks, /api/v1/tasks, false",
    "/api/v1/tasks;x=y, /api/v1/tasks;x=y, false",
    "/api/v1/a%2Fb, /api/v1/a%2Fb, false",
    "/federation/ocsp/a%2Fb, /federation/ocsp/a%2Fb, true",
  })
  void isPlain_userApi_hasOneSpelling(String path, String normalized, boolean plain) {
    assertThat(PlainPaths.isPlain(path, normalized)).isEqualTo(plain);
  }

  private static Item item(ResourceType type, String status) {
    return new Item(type, ID, "t", "b", status, null, OWNER, null, NOON, NOON, null);
  }
}
