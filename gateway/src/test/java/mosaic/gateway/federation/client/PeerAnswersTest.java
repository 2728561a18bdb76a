package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.Snippet.Segment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("T-44")
class PeerAnswersTest {
  private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000002");
  private static final UUID LATER_ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID OWNER = UUID.fromString("00000000-0000-4000-8000-0000000000aa");
  private static final UUID TEAM = UUID.fromString("00000000-0000-4000-8000-0000000000bb");
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final ListQuery TASKS = ListQuery.all(ResourcePath.all(ResourceType.TASKS));

  private static final String ITEM =
      """
      {"resource":"tasks","id":"%s","title":"A","body":"","status":"open","note_id":null,\
      "owner_id":"%s","team_id":null,"created_at":"2026-01-01T00:00:00.000000Z",\
      "updated_at":"2026-01-02T00:00:00.123456Z"}"""
          .formatted(ID, OWNER);

  private static String page(String... items) {
    return "{\"items\":[" + String.join(",", items) + "],\"more\":false,\"next\":null}";
  }

  private static HttpAnswer json(String body) {
    return new HttpAnswer(200, "application/json", null, null, Buffer.buffer(body));
  }

  private static HttpAnswer problem(int status, @Nullable String retryAfter, String body) {
    return new HttpAnswer(
        status, "application/problem+json", retryAfter, null, Buffer.buffer(body));
  }

  private static Defect defectOf(Runnable reading) {
    return catchThrowableOfType(AnswerRefused.class, reading::run).defect();
  }

  @Test
  void page_good_hasEveryField() {
    PeerPage page = PeerAnswers.page(json(page(ITEM)), TASKS, 50, NOW);

    assertThat(page.more()).isFalse();
    assertThat(page.next()).isNull();
    assertThat(page.items())
        .containsExactly(
            new Item(
                ResourceType.TASKS,
                ID,
                "A",
                "",
                "open",
                null,
                OWNER,
                null,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00.123456Z"),
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"_source\":\"local\",",
        "\"_cached\":true,",
        "\"source\":{\"a\":[1,2,{\"b\":null}]},",
        "\"secret\":\"of a task\",",
        "\"constructor\":1,",
      })
  void page_memberThatIsNotOurs_goesNowhere(String lie) {
    String item = ITEM.replace("{\"resource\"", "{" + lie + "\"resource\"");

    PeerPage page = PeerAnswers.page(json(page(item)), TASKS, 50, NOW);

    assertThat(page.items()).isEqualTo(PeerAnswers.page(json(page(ITEM)), TASKS, 50, NOW).items());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"resource\":\"tasks\"   | \"resource\":\"notes\"",
        "\"resource\":\"tasks\"   | \"resource\":7",
        "\"resource\":\"tasks\",  | ``",
        "8000-000000000002        | 8000-00000000000G",
        "00000000-0000-4000-8000-000000000002 | 1-1-1-1-1",
        "\"title\":\"A\"          | \"title\":\"\"",
        "\"title\":\"A\"          | \"title\":null",
        "\"title\":\"A\"          | \"title\":[\"A\"]",
        "\"title\":\"A\"          | \"title\":12",
        "\"title\":\"A\"          | \"title\":\"\\ud800\"",
        "\"body\":\"\"            | \"body\":null",
        "\"body\":\"\"            | \"body\":{}",
        "\"body\":\"\"            | \"body\":\"\\udfff\"",
        "\"status\":\"open\"      | \"status\":\"OPEN\"",
        "\"status\":\"open\"      | \"status\":true",
        "\"status\":\"open\",     | ``",
        "\"note_id\":null         | \"note_id\":\"x\"",
        "\"note_id\":null         | \"note_id\":{}",
        "\"owner_id\":\"          | \"owner_id\":\"0",
        "\"team_id\":null         | \"team_id\":0",
        "2026-01-01T00:00:00.000000Z | 2026-01-01T00:00:00.000000001Z",
        "2026-01-01T00:00:00.000000Z | 2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00.000000Z | 2026-13-01T00:00:00Z",
        "2026-01-01T00:00:00.000000Z | +999999999-01-01T00:00:00Z",
        "\"2026-01-01T00:00:00.000000Z\" | 1767225600",
      })
  void page_fieldOfAnotherTypeOrForm_isRefused(String field, String other) {
    String item = ITEM.replace(field, other);
    assertThat(item).isNotEqualTo(ITEM);

    assertThat(defectOf(() -> PeerAnswers.page(json(page(item)), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "7",
        "\"x\"",
        "{}",
        "{\"items\":null,\"more\":false}",
        "{\"items\":{},\"more\":false}",
        "{\"items\":[null],\"more\":false}",
        "{\"items\":[[]],\"more\":false}",
        "{\"items\":[]}",
        "{\"items\":[],\"more\":\"false\"}",
        "{\"items\":[],\"more\":0}",
        "{\"items\":[],\"more\":true}",
        "{\"items\":[],\"more\":true,\"next\":\"\"}",
        "{\"items\":[],\"more\":true,\"next\":7}",
      })
  void page_otherShape_isRefused(String body) {
    assertThat(defectOf(() -> PeerAnswers.page(json(body), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"items\":[],\"more\":false} {}",
        "{\"items\":[],\"items\":[],\"more\":false}",
        "{'items':[],\"more\":false}",
        "{\"items\":[],\"more\":false,\"x\":NaN}",
        "{\"items\":[],\"more\":false,}",
        "<html></html>",
      })
  void page_notJson_isRefused(String body) {
    assertThat(defectOf(() -> PeerAnswers.page(json(body), TASKS, 50, NOW)))
        .isIn(Defect.JSON, Defect.CONTENT);
  }

  @Test
  void page_deepJson_isRefused() {
    String deep = "{\"items\":[],\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(defectOf(() -> PeerAnswers.page(json(deep), TASKS, 50, NOW))).isEqualTo(Defect.JSON);
  }

  @Test
  void page_millionsOfSmallThings_isRefused() {
    String wide = "{\"items\":[" + "{},".repeat(3_000_000) + "{}],\"more\":false}";

    assertThat(defectOf(() -> PeerAnswers.page(json(wide), TASKS, 500, NOW)))
        .isEqualTo(Defect.JSON);
  }

  @Test
  void page_hugeNumberOrNameOrText_isRefused() {
    String number = "{\"items\":[],\"more\":false,\"x\":" + "9".repeat(100_000) + "}";
    String name = "{\"items\":[],\"more\":false,\"" + "x".repeat(100_000) + "\":1}";
    String text = page(ITEM.replace("\"body\":\"\"", "\"body\":\"" + "x".repeat(1_048_577) + "\""));

    assertThat(defectOf(() -> PeerAnswers.page(json(number), TASKS, 50, NOW)))
        .isEqualTo(Defect.JSON);
    assertThat(defectOf(() -> PeerAnswers.page(json(name), TASKS, 50, NOW))).isEqualTo(Defect.JSON);
    assertThat(defectOf(() -> PeerAnswers.page(json(text), TASKS, 50, NOW))).isEqualTo(Defect.JSON);
  }

  @Test
  void page_bodyOfMoreBytesThanCharacters_isBoundedByBytes() {
    String text = page(ITEM.replace("\"body\":\"\"", "\"body\":\"" + "é".repeat(600_000) + "\""));

    assertThat(defectOf(() -> PeerAnswers.page(json(text), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_titleOf501Characters_isRefused() {
    String longest = page(ITEM.replace("\"A\"", "\"" + "😀".repeat(500) + "\""));
    String longer = page(ITEM.replace("\"A\"", "\"" + "😀".repeat(501) + "\""));

    assertThat(PeerAnswers.page(json(longest), TASKS, 50, NOW).items()).hasSize(1);
    assertThat(defectOf(() -> PeerAnswers.page(json(longer), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_moreRowsThanAsked_isRefused() {
    String items =
        IntStream.range(0, 3)
            .mapToObj(i -> ITEM.replace("01-02T", "01-0" + (5 - i) + "T"))
            .collect(Collectors.joining(","));

    assertThat(PeerAnswers.page(json(page(items)), TASKS, 3, NOW).items()).hasSize(3);
    assertThat(defectOf(() -> PeerAnswers.page(json(page(items)), TASKS, 2, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_anotherOrderOrARowTwice_isRefused() {
    String second = ITEM.replace(ID.toString(), LATER_ID.toString());

    assertThat(PeerAnswers.page(json(page(ITEM, second)), TASKS, 50, NOW).items()).hasSize(2);
    assertThat(defectOf(() -> PeerAnswers.page(json(page(second, ITEM)), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
    assertThat(defectOf(() -> PeerAnswers.page(json(page(ITEM, ITEM)), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_ofAnotherTeam_isRefused() {
    ListQuery path = ListQuery.all(ResourcePath.ofTeam(TEAM, ResourceType.TASKS));
    String ofTeam = ITEM.replace("\"team_id\":null", "\"team_id\":\"" + TEAM + "\"");

    assertThat(PeerAnswers.page(json(page(ofTeam)), path, 50, NOW).items()).hasSize(1);
    assertThat(defectOf(() -> PeerAnswers.page(json(page(ITEM)), path, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @ParameterizedTest
  @CsvSource({
    "status, open, done",
    "updated_since, 2026-01-02T00:00:00.123456Z, 2026-01-02T00:00:00.123457Z",
    "team, none, 00000000-0000-4000-8000-0000000000bb",
  })
  void page_rowThatNoFilterLetsThrough_isRefused(String filter, String fits, String fitsNot) {
    ListQuery wanted = ListQuery.read(TASKS.path(), Map.of(filter, fits));
    ListQuery other = ListQuery.read(TASKS.path(), Map.of(filter, fitsNot));

    assertThat(PeerAnswers.page(json(page(ITEM)), wanted, 50, NOW).items()).hasSize(1);
    assertThat(defectOf(() -> PeerAnswers.page(json(page(ITEM)), other, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_rowOfATeamThatWasNotAskedFor_isRefused() {
    String ofTeam = ITEM.replace("\"team_id\":null", "\"team_id\":\"" + TEAM + "\"");
    ListQuery same = ListQuery.read(TASKS.path(), Map.of("team", TEAM.toString()));
    ListQuery other = ListQuery.read(TASKS.path(), Map.of("team", OWNER.toString()));

    assertThat(PeerAnswers.page(json(page(ofTeam)), same, 50, NOW).items()).hasSize(1);
    assertThat(defectOf(() -> PeerAnswers.page(json(page(ofTeam)), other, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @ParameterizedTest
  @CsvSource({
    "-updated_at, true",
    "updated_at, false",
    "-created_at, true",
    "created_at, false",
  })
  void page_anotherOrderThanAsked_isRefused(String sort, boolean newestFirst) {
    ListQuery sorted = ListQuery.read(TASKS.path(), Map.of("sort", sort));
    String early = ITEM;
    String late = ITEM.replace("01-01T", "01-03T").replace("01-02T", "01-04T");
    String inOrder = newestFirst ? page(late, early) : page(early, late);
    String reversed = newestFirst ? page(early, late) : page(late, early);

    assertThat(PeerAnswers.page(json(inOrder), sorted, 50, NOW).items()).hasSize(2);
    assertThat(defectOf(() -> PeerAnswers.page(json(reversed), sorted, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_inTheOrderOfTheOtherTime_isRefused() {
    String madeFirst = ITEM.replace("01-02T", "01-05T");
    String madeLater = ITEM.replace("01-01T", "01-03T").replace("01-02T", "01-04T");
    ListQuery byCreation = ListQuery.read(TASKS.path(), Map.of("sort", "created_at"));
    ListQuery byUpdate = ListQuery.read(TASKS.path(), Map.of("sort", "updated_at"));

    assertThat(PeerAnswers.page(json(page(madeFirst, madeLater)), byCreation, 50, NOW).items())
        .hasSize(2);
    assertThat(
            defectOf(() -> PeerAnswers.page(json(page(madeFirst, madeLater)), byUpdate, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void page_anotherMediaType_isRefused() {
    HttpAnswer html = new HttpAnswer(200, "text/html", null, null, Buffer.buffer(page(ITEM)));
    HttpAnswer none = new HttpAnswer(200, null, null, null, Buffer.buffer(page(ITEM)));
    HttpAnswer parameter =
        new HttpAnswer(
            200, "Application/JSON; charset=utf-8", null, null, Buffer.buffer(page(ITEM)));

    assertThat(defectOf(() -> PeerAnswers.page(html, TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT_TYPE);
    assertThat(defectOf(() -> PeerAnswers.page(none, TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT_TYPE);
    assertThat(PeerAnswers.page(parameter, TASKS, 50, NOW).items()).hasSize(1);
  }

  @Test
  void page_more_hasTheirCursor() {
    String body = "{\"items\":[" + ITEM + "],\"more\":true,\"next\":\"abc\"}";

    PeerPage page = PeerAnswers.page(json(body), TASKS, 50, NOW);

    assertThat(page.more()).isTrue();
    assertThat(page.next()).isEqualTo("abc");
  }

  private static String cursorPage(boolean more, String cursor) {
    return "{\"items\":[],\"more\":" + more + ",\"next\":\"" + cursor + "\"}";
  }

  @Test
  void page_longestCursor_isTaken() {
    String longest = "aZ9_-".repeat(102) + "aa";

    assertThat(PeerAnswers.page(json(cursorPage(true, longest)), TASKS, 50, NOW).next())
        .isEqualTo(longest)
        .hasSize(512);
  }

  @Test
  void page_hugeCursor_isRefused() {
    String huge = "a".repeat(513);

    assertThat(defectOf(() -> PeerAnswers.page(json(cursorPage(true, huge)), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a+b", "a/b", "a=", "é", "a\\n", "a\\u0000", "&limit=1", "%61"})
  void page_cursorOfOtherCharacters_isRefused(String cursor) {
    for (boolean more : new boolean[] {true, false}) {
      assertThat(defectOf(() -> PeerAnswers.page(json(cursorPage(more, cursor)), TASKS, 50, NOW)))
          .isEqualTo(Defect.CONTENT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.123456Z"})
  void page_timeInTheFuture_isRefusedBeyondFiveMinutes(String time) {
    String latest = page(ITEM.replace(time, "2026-01-10T00:05:00Z"));
    String later = page(ITEM.replace(time, "2026-01-10T00:05:00.000001Z"));
    String farOff = page(ITEM.replace(time, "9999-12-31T23:59:59Z"));

    assertThat(PeerAnswers.page(json(latest), TASKS, 50, NOW).items()).hasSize(1);
    assertThat(defectOf(() -> PeerAnswers.page(json(later), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
    assertThat(defectOf(() -> PeerAnswers.page(json(farOff), TASKS, 50, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void item_timeInTheFuture_isRefused() {
    HttpAnswer answer = json("{\"item\":" + ITEM.replace("2026-01-02", "9999-01-02") + "}");

    assertThat(defectOf(() -> PeerAnswers.item(answer, ResourceType.TASKS, ID, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void item_ofAnotherId_isRefused() {
    HttpAnswer answer = json("{\"item\":" + ITEM + "}");

    assertThat(PeerAnswers.item(answer, ResourceType.TASKS, ID, NOW).id()).isEqualTo(ID);
    assertThat(defectOf(() -> PeerAnswers.item(answer, ResourceType.TASKS, OWNER, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  private static final String HIT =
      ITEM.substring(0, ITEM.length() - 1)
          + ",\"score\":0.5,\"snippet\":[{\"text\":\"an \"},{\"text\":\"A\",\"match\":true}]}";

  private static String found(String... hits) {
    return "{\"items\":[" + String.join(",", hits) + "],\"more\":true}";
  }

  @Test
  void hits_good_hasEveryField() {
    Hits hits = PeerAnswers.hits(json(found(HIT)), TASKS.path(), 20, NOW);

    assertThat(hits.more()).isTrue();
    Hit hit = hits.items().getFirst();
    assertThat(hit.item().id()).isEqualTo(ID);
    assertThat(hit.score()).isEqualTo(0.5);
    assertThat(hit.snippet().segments())
        .containsExactly(new Segment("an ", false), new Segment("A", true));
    assertThat(PeerAnswers.hits(json(found(HIT)), null, 20, NOW)).isEqualTo(hits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "0.5 ; 1.01",
        "0.5 ; -0.01",
        "0.5 ; 1e400",
        "0.5 ; \"0.5\"",
        "0.5 ; NaN",
        "0.5 ; null",
        "\"score\":0.5, ; ``",
        "\"resource\":\"tasks\" ; \"resource\":\"taskz\"",
        "\"text\":\"A\" ; \"text\":\"\"",
        "\"text\":\"A\" ; \"text\":null",
        "\"text\":\"A\" ; \"text\":[\"A\"]",
        "\"match\":true ; \"match\":\"true\"",
        "\"match\":true ; \"match\":1",
        "[{\"text\":\"an \"},{\"text\":\"A\",\"match\":true}] ; \"A\"",
        "[{\"text\":\"an \"},{\"text\":\"A\",\"match\":true}] ; [\"A\"]",
      })
  void hits_fieldOfAnotherTypeOrForm_isRefused(String field, String other) {
    String hit = HIT.replace(field, other);
    assertThat(hit).isNotEqualTo(HIT);

    assertThat(defectOf(() -> PeerAnswers.hits(json(found(hit)), null, 20, NOW)))
        .isIn(Defect.CONTENT, Defect.JSON);
  }

  @Test
  void hits_snippetTooLong_isRefused() {
    String segment = "{\"text\":\"%s\"}";
    String snippet = HIT.substring(HIT.indexOf("[{"), HIT.length() - 1);
    String most = HIT.replace(snippet, "[" + segment.formatted("x".repeat(400)) + "]");
    String longer = HIT.replace(snippet, "[" + segment.formatted("x".repeat(401)) + "]");
    String together =
        HIT.replace(
            snippet,
            "["
                + segment.formatted("x".repeat(300))
                + ","
                + segment.formatted("x".repeat(101))
                + "]");
    String pieces =
        HIT.replace(
            snippet,
            "[" + (segment.formatted("x") + ",").repeat(64) + segment.formatted("x") + "]");

    assertThat(PeerAnswers.hits(json(found(most)), TASKS.path(), 20, NOW).items()).hasSize(1);
    for (String bad : List.of(longer, together, pieces)) {
      assertThat(defectOf(() -> PeerAnswers.hits(json(found(bad)), TASKS.path(), 20, NOW)))
          .isEqualTo(Defect.CONTENT);
    }
  }

  @Test
  void hits_twiceOrOutOfOrderOrTooMany_areRefused() {
    String worse = HIT.replace("0.5", "0.4").replace(ID.toString(), LATER_ID.toString());
    String again = HIT.replace("0.5", "0.4");

    assertThat(PeerAnswers.hits(json(found(HIT, worse)), TASKS.path(), 20, NOW).items()).hasSize(2);
    for (String bad : List.of(found(worse, HIT), found(HIT, HIT), found(HIT, again))) {
      assertThat(defectOf(() -> PeerAnswers.hits(json(bad), TASKS.path(), 20, NOW)))
          .isEqualTo(Defect.CONTENT);
    }
    assertThat(defectOf(() -> PeerAnswers.hits(json(found(HIT, worse)), TASKS.path(), 1, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void hits_ofAnotherTypeOrTeam_areRefused() {
    ResourcePath notes = ResourcePath.all(ResourceType.NOTES);
    ResourcePath ofTeam = ResourcePath.ofTeam(TEAM, ResourceType.TASKS);

    assertThat(defectOf(() -> PeerAnswers.hits(json(found(HIT)), notes, 20, NOW)))
        .isEqualTo(Defect.CONTENT);
    assertThat(defectOf(() -> PeerAnswers.hits(json(found(HIT)), ofTeam, 20, NOW)))
        .isEqualTo(Defect.CONTENT);
  }

  @Test
  void capabilities_good_hasKnownVerbsOnly() {
    HttpAnswer answer = json(capabilities(OWNER, 1, "[\"list\",\"get\",\"fly\"]"));

    PeerCapabilities capabilities = PeerAnswers.capabilities(answer, OWNER);

    assertThat(capabilities.resources()).hasSize(1);
    assertThat(capabilities.resources().getFirst().path()).isEqualTo(TASKS.path());
    assertThat(capabilities.resources().getFirst().verbs()).containsExactly("list", "get");
  }

  @Test
  void capabilities_ofAnotherGrantOrProtocol_isRefused() {
    HttpAnswer other = json(capabilities(TEAM, 1, "[]"));
    HttpAnswer later = json(capabilities(OWNER, 2, "[]"));

    assertThat(defectOf(() -> PeerAnswers.capabilities(other, OWNER))).isEqualTo(Defect.CONTENT);
    assertThat(defectOf(() -> PeerAnswers.capabilities(later, OWNER))).isEqualTo(Defect.CONTENT);
  }

  @Test
  void capabilities_good_hasStateOfLimitsAndKnownAbilitiesOnly() {
    HttpAnswer answer =
        json(
            capabilities(OWNER, 1, "[]")
                .replace("\"verbs\"", "\"description\":\"x\",\"sorts\":%s,\"verbs\"")
                .formatted("[\"-updated_at\",\"-updated_at\",\"upside_down\"]")
                .replace(":60", ":60,\"requests_left\":7,\"resets_in_seconds\":41"));

    PeerCapabilities capabilities = PeerAnswers.capabilities(answer, OWNER);

    assertThat(capabilities.requestsLeft()).contains(7);
    assertThat(capabilities.resetsInSeconds()).contains(41);
    assertThat(capabilities.resources().getFirst().sorts()).containsExactly("-updated_at");
  }

  /** An earlier version of a gateway does not say these. */
  @Test
  void capabilities_withoutStateOfLimits_isTaken() {
    PeerCapabilities capabilities =
        PeerAnswers.capabilities(json(capabilities(OWNER, 1, "[]")), OWNER);

    assertThat(capabilities.requestsLeft()).isEmpty();
    assertThat(capabilities.resetsInSeconds()).isEmpty();
    assertThat(capabilities.resources().getFirst().filters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"requests_left\":61",
        "\"requests_left\":-1",
        "\"requests_left\":1.0",
        "\"requests_left\":\"7\"",
        "\"resets_in_seconds\":0",
        "\"resets_in_seconds\":3601",
        "\"resets_in_seconds\":99999999999999",
        "\"resets_in_seconds\":[]",
      })
  void capabilities_stateOfLimitsOutOfBounds_isRefused(String spoilt) {
    HttpAnswer answer = json(capabilities(OWNER, 1, "[]").replace(":60", ":60," + spoilt));

    assertThat(defectOf(() -> PeerAnswers.capabilities(answer, OWNER))).isEqualTo(Defect.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"description\":7", "\"sorts\":\"x\"", "\"filters\":[7]"})
  void capabilities_abilitiesOfAnotherKind_areRefused(String spoilt) {
    HttpAnswer answer =
        json(capabilities(OWNER, 1, "[]").replace("\"verbs\"", spoilt + ",\"verbs\""));

    assertThat(defectOf(() -> PeerAnswers.capabilities(answer, OWNER))).isEqualTo(Defect.CONTENT);
  }

  @Test
  void capabilities_veryLongDescription_isRefused() {
    HttpAnswer answer =
        json(
            capabilities(OWNER, 1, "[]")
                .replace("\"verbs\"", "\"description\":\"" + "x".repeat(257) + "\",\"verbs\""));

    assertThat(defectOf(() -> PeerAnswers.capabilities(answer, OWNER))).isEqualTo(Defect.CONTENT);
  }

  private static String capabilities(UUID grant, int protocol, String verbs) {
    return """
        {"protocol":%d,"server":"work.example","grant_id":"%s",
         "resources":[{"resource":"tasks","verbs":%s}],
         "limits":{"max_rows_per_query":500,"rate_limit_rpm":60},
         "cert_expires_at":"2026-12-01T00:00:00Z"}"""
        .formatted(protocol, grant, verbs);
  }

  @Test
  void refusal_knownCodeThatFitsTheStatus_isKept() {
    HttpAnswer answer = problem(403, null, "{\"code\":\"resource-not-in-scope\",\"detail\":\"x\"}");

    assertThat(PeerAnswers.refusal(answer))
        .isEqualTo(new PeerFailure.Refused(ProblemCode.RESOURCE_NOT_IN_SCOPE, 403, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":\"not-signed-in\"}",
        "{\"code\":\"no-such-code\"}",
        "{\"code\":\"RESOURCE-NOT-IN-SCOPE\"}",
        "{\"code\":[\"resource-not-in-scope\"]}",
        "{}",
        "[[[[",
        "<script>alert(1)</script>",
      })
  void refusal_codeThatIsNotOursOrDoesNotFit_isUnknown(String body) {
    assertThat(PeerAnswers.refusal(problem(403, null, body)))
        .isEqualTo(new PeerFailure.Refused(null, 403, null));
  }

  @ParameterizedTest
  @CsvSource({"30,30", "99999999,86400", "-1,", "soon,", "1e3,", "99999999999999,"})
  void refusal_retryAfter_isBoundedOrNone(String header, @Nullable Long seconds) {
    PeerFailure.Refused refused =
        PeerAnswers.refusal(problem(429, header, "{\"code\":\"rate-limited\"}"));

    assertThat(refused)
        .isEqualTo(
            new PeerFailure.Refused(
                ProblemCode.RATE_LIMITED,
                429,
                seconds == null ? null : Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 301, 302, 307, 399, 600, 999})
  void refusal_statusThatTheProtocolDoesNotHave_isRefused(int status) {
    HttpAnswer answer =
        new HttpAnswer(status, "application/json", null, null, Buffer.buffer(page()));

    assertThat(defectOf(() -> PeerAnswers.refusal(answer))).isEqualTo(Defect.STATUS);
  }
}
