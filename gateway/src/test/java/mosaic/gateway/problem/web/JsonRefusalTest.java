package mosaic.gateway.problem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.wire.WireJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRefusalTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    new WireJson().customize(MAPPER);
  }

  record Inner(@Nullable String title, @Nullable UUID teamId, @Nullable Integer days) {}

  record Body(@Nullable List<Inner> items) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"items\":[{},{\"titel\":\"x\"}]} | $.items[1].titel"
            + " | unknown key 'titel'; known are days, team_id, title",
        "{\"items\":[{\"title\":5}]} | $.items[0].title | expected a text",
        "{\"items\":[{\"title\":true}]} | $.items[0].title | expected a text",
        "{\"items\":[{\"team_id\":\"1-1-1-1-1\"}]} | $.items[0].team_id | expected an id",
        "{\"items\":[{\"team_id\":\"\"}]} | $.items[0].team_id | expected an id",
        "{\"items\":[{\"days\":\"3\"}]} | $.items[0].days | expected a whole number",
        "{\"items\":[{\"days\":1.5}]} | $.items[0].days | expected a whole number",
        "{\"items\":[{\"days\":99999999999}]} | $.items[0].days | is out of range",
        "{\"items\":{}} | $.items | expected a list",
        "{\"items\":[\"x\"]} | $.items[0] | expected an object",
        "[] | $ | expected an object",
        "{\"a b\":1} | $['a b'] | unknown key 'a b'; known are items",
      })
  void of_wrongValue_namesPathAndExpectation(String body, String path, String reason) {
    ProblemException problem = refusal(body);

    assertThat(problem.code()).isEqualTo(ProblemCode.REQUEST_INVALID);
    assertThat(problem.extensions()).containsEntry("path", path);
    assertThat(problem).hasMessageStartingWith(path + ": " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}}",
        "{} {}",
        "{'items':null}",
        "{\"items\":null,}",
        "nul",
        "{\"items\":NaN}",
        "{\"items\":[{\"days\":1e999999999}]}"
      })
  void of_notJson_isOneProblem(String body) {
    assertThat(refusal(body).code()).isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @Test
  void of_keyTwice_namesTheKey() {
    assertThat(refusal("{\"items\":null,\"items\":null}"))
        .hasMessageStartingWith("The body has the key 'items' twice at line 1");
  }

  @Test
  void of_tooDeep_isOneProblem() {
    assertThat(refusal("{\"items\":" + "[".repeat(100)).code())
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @Test
  void of_secretInBody_neverRepeatsIt() {
    assertThat(refusal("{\"items\":[{\"days\":\"hunter2\"}]}")).hasMessageNotContaining("hunter2");
    assertThat(refusal("{\"items\":[{\"title\":\"hunter2\" x")).hasMessageNotContaining("hunter2");
  }

  private static ProblemException refusal(String body) {
    JsonProcessingException failure =
        catchThrowableOfType(
            JsonProcessingException.class, () -> MAPPER.readValue(body, Body.class));
    assertThat(failure).as(body).isNotNull();
    return JsonRefusal.of(failure);
  }
}
