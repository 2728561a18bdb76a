package mosaic.gateway.federation.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ItemOrder;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.TeamFilter;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.SearchText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionReaderTest {
  private static final String ID = "7b0e2a52-4f4e-4f6b-9d0a-0c5c1b7d9a11";

  @Test
  void read_list_hasDefaults() {
    assertThat(QuestionReader.read("GET", "/federation/v1/tasks", ""))
        .isEqualTo(
            new Question.ListRows(ListQuery.all(ResourcePath.all(ResourceType.TASKS)), 50, null));
  }

  @Test
  void read_listOfTeamWithParameters_hasThem() {
    assertThat(
            QuestionReader.read(
                "GET", "/federation/v1/teams/" + ID + "/notes", "cursor=abc_-9&limit=500"))
        .isEqualTo(
            new Question.ListRows(
                ListQuery.all(ResourcePath.ofTeam(UUID.fromString(ID), ResourceType.NOTES)),
                500,
                "abc_-9"));
  }

  @Test
  void read_listWithFilters_hasThemDecoded() {
    assertThat(
            QuestionReader.read(
                "GET",
                "/federation/v1/tasks",
                "team=none&updated_since=2026-11-01T01%3A00%3A00%2B01:00&sort=created_at"
                    + "&status=done&text=caf%C3%A9+50%25"))
        .isEqualTo(
            new Question.ListRows(
                new ListQuery(
                    ResourcePath.all(ResourceType.TASKS),
                    "done",
                    Instant.parse("2026-11-01T00:00:00Z"),
                    new TeamFilter.Personal(),
                    List.of("café", "50%"),
                    ItemOrder.CREATED_ASCENDING),
                50,
                null));
  }

  @Test
  void normalised_sameQuestionWrittenOtherwise_isTheSame() {
    assertThat(normalised("status=open&sort=-updated_at&updated_since=2026-11-01T01:00:00%2B01:00"))
        .isEqualTo(normalised("limit=50&updated_since=2026-11-01T00:00:00.000Z&status=o%70en"));
    assertThat(normalised("status=open")).isNotEqualTo(normalised("status=done"));
    assertThat(normalised("sort=created_at")).isNotEqualTo(normalised(""));
    assertThat(normalised("cursor=a")).isNotEqualTo(normalised(""));
    assertThat(normalised("limit=5")).isNotEqualTo(normalised(""));
  }

  private static String normalised(String query) {
    return ((Question.ListRows) QuestionReader.read("GET", "/federation/v1/tasks", query))
        .normalised();
  }

  @Test
  void read_getAndCapabilities_areRead() {
    assertThat(QuestionReader.read("GET", "/federation/v1/api_keys/" + ID, ""))
        .isEqualTo(new Question.GetRow(ResourceType.API_KEYS, UUID.fromString(ID)));
    assertThat(QuestionReader.read("GET", "/federation/v1/capabilities", ""))
        .isEqualTo(new Question.Capabilities());
  }

  @Test
  void read_search_hasDefaults() {
    assertThat(search("/federation/v1/tasks/search", "q=caf%C3%A9+*%2B"))
        .isEqualTo(
            new Question.Search(
                "tasks",
                List.of(ResourcePath.all(ResourceType.TASKS)),
                SearchText.of(Field.of("q"), "café *+"),
                20));
    assertThat(search("/federation/v1/search", "q=a").paths()).isEmpty();
    assertThat(search("/federation/v1/search", "q=a").resource()).isEqualTo("search");
  }

  @Test
  void read_searchWithParameters_hasThem() {
    String ofTeam = "teams/" + ID + "/notes";

    assertThat(search("/federation/v1/" + ofTeam + "/search", "limit=100&q=a").paths())
        .containsExactly(ResourcePath.ofTeam(UUID.fromString(ID), ResourceType.NOTES));
    assertThat(search("/federation/v1/search", "resources=tasks,api_keys&q=a").paths())
        .containsExactly(
            ResourcePath.all(ResourceType.TASKS), ResourcePath.all(ResourceType.API_KEYS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "q=",
        "q=+%20",
        "q=%00",
        "q=%",
        "q=%4",
        "q=%zz",
        "q=%+1",
        "q=%c3",
        "q=%c0%af",
        "q=%ed%a0%80",
        "q=\u00e9",
        "q=a&q=b",
        "q=a&limit=0",
        "q=a&limit=101",
        "q=a&cursor=x",
        "q=a&source=all",
        "q=a&resources=tasks"
      })
  void read_badSearch_isRefused(String query) {
    assertThat(refusal("GET", "/federation/v1/tasks/search", query))
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "taskz", "tasks,", "tasks,tasks", "tasks%2Cnotes", "Tasks", "teams/" + ID})
  void read_searchOfBadResources_isRefused(String resources) {
    assertThat(refusal("GET", "/federation/v1/search", "q=a&resources=" + resources))
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @Test
  void read_searchTooLong_isRefused() {
    assertThat(refusal("GET", "/federation/v1/search", "q=" + "%C3%A4".repeat(501)))
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @ParameterizedTest
  @Tag("T-33")
  @ValueSource(
      strings = {
        "",
        "/",
        "/federation/v1",
        "/federation/v1/",
        "/federation/v1//tasks",
        "/federation/v1/tasks/",
        "/federation/v1/Tasks",
        "/federation/v1/taskz",
        "/federation/v1/tasks;x=1",
        "/federation/v1/%74asks",
        "/federation/v1/../v1/tasks",
        "/federation/v1/./tasks",
        "/federation/v1/teams/../tasks",
        "/federation/v1/teams/%2e%2e%2f/tasks",
        "/federation/v1/teams/" + ID + "%2ftasks",
        "/federation/v1/teams/" + ID + "/tasks/" + ID,
        "/federation/v1/teams/7B0E2A52-4F4E-4F6B-9D0A-0C5C1B7D9A11/tasks",
        "/federation/v1/teams/7b0e2a52/tasks",
        "/federation/v1/tasks/7B0E2A52-4F4E-4F6B-9D0A-0C5C1B7D9A11",
        "/federation/v1/tasks/1",
        "/federation/v1/search/",
        "/federation/v1/Search",
        "/federation/v1//search",
        "/federation/v1/taskz/search",
        "/federation/v1/tasks/search/" + ID,
        "/federation/v1/tasks/%73earch",
        "/federation/v1/teams/" + ID + "/search",
        "/federation/v1/tasks/" + ID + "%00",
        "/federation/v1/ta\u017fks",
        "/federation/v2/tasks",
        "/api/v1/tasks"
      })
  void read_anyOtherPath_isNoEndpoint(String path) {
    assertThat(refusal("GET", path, "")).isEqualTo(ProblemCode.NO_SUCH_ENDPOINT);
  }

  /** Each as it is, and as a client would encode it: neither is another spelling of ours. */
  @ParameterizedTest
  @Tag("T-34")
  @ValueSource(
      strings = {
        "m\u00e9mory", // NFC
        "me\u0301mory", // NFD
        "ap\u0131_keys", // Turkish i without a dot
        "AP\u0130_KEYS",
        "cr\u0117dentials",
        "\uff54\uff41\uff53\uff4b\uff53", // full-width
        "ta\u200dsks", // ZWJ
        "tasks\u200b",
        "ta\u017fks", // long s
        "t\u0430sks", // Cyrillic a
        "*",
        "task*",
        "t?sks",
        "%",
        "_____",
        ".*",
        "t.sks",
        "tasks|notes",
        "[t]asks",
        "(tasks)",
        "^tasks$",
        "TASKS",
        "Tasks"
      })
  void read_lookAlikeOrPattern_isNoEndpoint(String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    for (String resource : List.of(text, encoded.equals(text) ? "%74asks" : encoded)) {
      for (String path :
          List.of(
              resource,
              resource + "/" + ID,
              "teams/" + ID + "/" + resource,
              "teams/" + resource + "/tasks",
              resource + "/" + ID + "/tasks",
              "tasks/" + resource)) {
        assertThat(refusal("GET", "/federation/v1/" + path, ""))
            .as(path)
            .isEqualTo(ProblemCode.NO_SUCH_ENDPOINT);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, REQUEST_INVALID",
    "limit=501, REQUEST_INVALID",
    "limit=-1, REQUEST_INVALID",
    "limit=+5, REQUEST_INVALID",
    "limit=1e2, REQUEST_INVALID",
    "limit=99999999999999999999, REQUEST_INVALID",
    "limit=٥, REQUEST_INVALID",
    "limit, REQUEST_INVALID",
    "limit=5&limit=5, REQUEST_INVALID",
    "user=admin, REQUEST_INVALID",
    "status=opened, REQUEST_INVALID",
    "status, REQUEST_INVALID",
    "status=open&status=open, REQUEST_INVALID",
    "st%61tus=open, REQUEST_INVALID",
    "updated_since=yesterday, REQUEST_INVALID",
    "updated_since=2026-11-01T01:00:00+01:00, REQUEST_INVALID",
    "team=all, REQUEST_INVALID",
    "team=%, REQUEST_INVALID",
    "team=%ff, REQUEST_INVALID",
    "sort=title, REQUEST_INVALID",
    "text=%20, REQUEST_INVALID",
    "text=%00, REQUEST_INVALID",
    "grant_id=1, REQUEST_INVALID",
    "&, REQUEST_INVALID",
    "cursor=, CURSOR_INVALID",
    "cursor=a.b, CURSOR_INVALID"
  })
  void read_badParameter_isRefused(String query, ProblemCode code) {
    assertThat(refusal("GET", "/federation/v1/tasks", query)).isEqualTo(code);
  }

  @Test
  void read_parameterOfAnotherEndpoint_isRefused() {
    assertThat(refusal("GET", "/federation/v1/tasks/" + ID, "limit=5"))
        .isEqualTo(ProblemCode.REQUEST_INVALID);
    assertThat(refusal("GET", "/federation/v1/capabilities", "x=1"))
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "X"})
  void read_otherMethod_isNotAllowed(String method) {
    assertThat(refusal(method, "/federation/v1/tasks", ""))
        .isEqualTo(ProblemCode.METHOD_NOT_ALLOWED);
  }

  private static Question.Search search(String path, String query) {
    return (Question.Search) QuestionReader.read("GET", path, query);
  }

  private static ProblemCode refusal(String method, String path, String query) {
    return catchThrowableOfType(
            ProblemException.class, () -> QuestionReader.read(method, path, query))
        .code();
  }
}
