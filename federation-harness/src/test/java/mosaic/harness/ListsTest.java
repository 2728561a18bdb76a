package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Filters, orders and pages of lists: here, across the boundary, and at the command line. */
@ExtendWith(SharedGateways.class)
final class ListsTest {
  private static final List<String> ORDERS =
      List.of("-updated_at", "updated_at", "-created_at", "created_at");

  private final GatewayPair pair;
  private final Database work;

  ListsTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
  }

  @Test
  void list_eachFilter_isWhatFitsOfWhatTheScopeShows() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(pair.work(), "bob");
    String shown = pair.work().admin().createTeam(Names.unique("shown"), alice, bob);
    String hidden = pair.work().admin().createTeam(Names.unique("hidden"), alice);
    String bobs = pair.work().admin().createTeam(Names.unique("bobs"), bob);
    insert("tasks", "own", alice, null, "open", 1, 11);
    insert("tasks", "own done", alice, null, "done", 2, 12);
    insert("tasks", "team's", bob, shown, "open", 3, 13);
    insert("tasks", "team's done", alice, shown, "done", 4, 4);
    insert("tasks", "out of scope", alice, hidden, "open", 5, 15);
    insert("tasks", "of bob's team", bob, bobs, "open", 6, 16);
    insert("tasks", "bob's", bob, null, "open", 7, 17);
    var _ = story.link(Scope.of("tasks").withTeams("tasks", shown));

    Map<String, List<String>> expected =
        Map.ofEntries(
            Map.entry("", List.of("team's", "own done", "own", "team's done")),
            Map.entry("status=open", List.of("team's", "own")),
            Map.entry("status=done", List.of("own done", "team's done")),
            Map.entry("updated_since=2026-01-12T00:00:00Z", List.of("team's", "own done")),
            Map.entry("updated_since=2026-01-12T01:00:00%2B01:00", List.of("team's", "own done")),
            Map.entry("updated_since=2026-01-12T00:00:00.000001Z", List.of("team's")),
            Map.entry("updated_since=2030-01-01T00:00:00Z", List.of()),
            Map.entry("team=none", List.of("own done", "own")),
            Map.entry("team=" + shown, List.of("team's", "team's done")),
            Map.entry("team=" + hidden, List.of()),
            Map.entry("team=" + bobs, List.of()),
            Map.entry("team=" + UUID.randomUUID(), List.of()),
            Map.entry("team=none&status=open", List.of("own")),
            Map.entry("text=TEAM", List.of("team's", "team's done")),
            Map.entry("text=done+own", List.of("own done")),
            Map.entry("text=%25", List.of()),
            Map.entry("text=scope", List.of()),
            Map.entry("sort=updated_at", List.of("team's done", "own", "own done", "team's")),
            Map.entry("sort=created_at", List.of("own", "own done", "team's", "team's done")),
            Map.entry("sort=-created_at", List.of("team's done", "team's", "own done", "own")),
            Map.entry(
                "sort=created_at&updated_since=2026-01-12T00:00:00Z&status=open&team=" + shown,
                List.of("team's")));
    expected.forEach(
        (filter, titles) ->
            assertThat(titles(story.fromHome("tasks?" + filter)))
                .as(filter)
                .containsExactlyElementsOf(titles));
    assertThat(titles(story.fromHome("teams/" + shown + "/tasks?status=open")))
        .containsExactly("team's");
    assertThat(titles(story.fromHome("teams/" + shown + "/tasks?team=none"))).isEmpty();
    assertThat(titles(alice.api().get("/api/v1/tasks?team=" + hidden)))
        .as("here she sees what federation does not show")
        .containsExactly("out of scope");
    assertThat(titles(alice.api().get("/api/v1/tasks?team=" + bobs))).isEmpty();
    assertThat(titles(alice.api().get("/api/v1/tasks?status=open&sort=created_at")))
        .containsExactly("own", "team's", "out of scope");
  }

  @Test
  @Tag("T-35")
  void list_teamThatIsNotVisible_isTheSamePageAsOneThatThereIsNot() {
    Story story = Story.of(pair);
    Person bob = Names.person(pair.work(), "bob");
    String bobs = pair.work().admin().createTeam(Names.unique("bobs"), bob);
    var _ = bob.api().createTeamRow("tasks", "of bob's team", bobs);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));
    FederationListener listener = FederationListener.of(pair.work());

    Answer invisible =
        listener.get(certificate, "/federation/v1/tasks?team=" + bobs).answer().expect(200);
    Answer absent =
        listener
            .get(certificate, "/federation/v1/tasks?team=" + UUID.randomUUID())
            .answer()
            .expect(200);

    assertThat(invisible.body())
        .isEqualTo(absent.body())
        .isEqualTo("{\"items\":[],\"more\":false,\"next\":null}");
  }

  @Test
  void list_allSourcesInEachOrder_isOneListInThatOrder() {
    Story story = Story.of(pair);
    for (int day = 1; day <= 6; day++) {
      boolean atWork = day % 2 == 0;
      insert(
          (atWork ? pair.work() : pair.home()).database(),
          "notes",
          "note " + day,
          atWork ? story.atWork() : story.atHome(),
          null,
          null,
          day,
          20 - day % 3);
    }
    var _ = story.link(Scope.of("notes"));

    for (String order : ORDERS) {
      Answer page =
          story.atHome().api().get("/api/v1/notes?source=all&limit=5&sort=" + order).expect(200);

      assertThat(page.json().path("complete").asBoolean()).as(page.toString()).isTrue();
      assertThat(page.json().path("items")).hasSize(5);
      assertThat(page.json().path("items").findValuesAsText("_source"))
          .contains("local", pair.federated());
      assertInOrder(page.json().path("items"), order);
    }
  }

  @Test
  void list_rowsMadeBetweenPages_losesAndRepeatsNothingInEachOrder() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String team = pair.work().admin().createTeam(Names.unique("team"), alice);
    // In groups of one instant, so that the order among equals counts; those of the team come to
    // their owner by two ways.
    for (int row = 0; row < 17; row++) {
      insert(
          "tasks", "row " + row, alice, row % 2 == 0 ? team : null, "open", row / 3, 20 - row / 4);
    }
    var _ = story.link(Scope.of("tasks").withTeams("tasks", team));
    List<String> before =
        work.texts("select id::text from tasks where owner_id = ?::uuid", alice.id());

    for (String order : ORDERS) {
      for (Function<String, Answer> asked :
          List.<Function<String, Answer>>of(
              path -> alice.api().get("/api/v1/" + path), story::fromHome)) {
        List<JsonNode> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
          Answer page =
              asked
                  .apply(
                      "tasks?limit=4&sort=" + order + (cursor == null ? "" : "&cursor=" + cursor))
                  .expect(200);
          page.json().path("items").forEach(seen::add);
          cursor = page.json().path("next").isNull() ? null : page.json().path("next").asText();
          if (seen.size() <= 12) {
            var _ = alice.api().createTeamRow("tasks", "made meanwhile", team);
          }
        } while (cursor != null);

        List<String> ids = seen.stream().map(item -> item.path("id").asText()).toList();
        assertThat(new HashSet<>(ids)).as(order).hasSameSizeAs(ids);
        assertThat(ids).as(order).containsAll(before);
        assertInOrder(UserApi.object().putArray("items").addAll(seen), order);
      }
    }
  }

  @Test
  @Tag("T-35")
  void list_cursorOfAnotherFilterOrOrder_isRefused() {
    Story story = Story.of(pair);
    for (int row = 0; row < 3; row++) {
      insert("tasks", "row " + row, story.atWork(), null, "open", row, 10 + row);
    }
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));
    FederationListener listener = FederationListener.of(pair.work());
    Function<String, Answer> here = path -> story.atWork().api().get("/api/v1/" + path);
    Function<String, Answer> there =
        path -> listener.get(certificate, "/federation/v1/" + path).answer();

    for (Function<String, Answer> asked : List.of(here, there)) {
      String cursor =
          asked.apply("tasks?limit=1&status=open").expect(200).json().path("next").asText();
      String page = "tasks?limit=1&cursor=" + cursor;

      assertThat(titles(asked.apply(page + "&status=open&sort=-updated_at")))
          .containsExactly("row 1");
      for (String other :
          List.of(
              "",
              "&status=done",
              "&status=open&sort=updated_at",
              "&status=open&sort=-created_at",
              "&status=open&team=none",
              "&status=open&text=row",
              "&status=open&updated_since=2026-01-01T00:00:00Z")) {
        Answer refused = asked.apply(page + other);
        assertThat(refused.status()).as(other + ": " + refused).isEqualTo(400);
        assertThat(refused.code()).as(other).isEqualTo("cursor-invalid");
      }
    }
  }

  @Test
  @Tag("T-35")
  void list_cursorFromBeforeTheScopeWasNarrowed_givesNothingThatItHides() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String team = pair.work().admin().createTeam(Names.unique("team"), alice);
    for (int row = 0; row < 4; row++) {
      insert("tasks", "of the team", alice, team, "open", row, 10 + row);
      insert("tasks", "own", alice, null, "open", row, 1 + row);
    }
    GatewayPair.Link link = story.link(Scope.of("tasks").withTeams("tasks", team));
    Answer first = story.fromHome("tasks?limit=2").expect(200);
    assertThat(titles(first)).containsExactly("of the team", "of the team");

    pair.work()
        .admin()
        .post(
            "/api/v1/federation/grants/" + link.grant().id() + "/edit-scope",
            UserApi.object().put("version", version(link)).set("scope", Scope.of("tasks").json()))
        .expect(200);

    String next = first.json().path("next").asText();
    assertThat(titles(story.fromHome("tasks?limit=500&cursor=" + next)))
        .containsExactly("own", "own", "own", "own");
  }

  @Test
  void list_whatTheGrammarDoesNotHave_isRefusedOnBothListenersWithWhatIsKnown() {
    Story story = Story.of(pair);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks", "notes")));
    FederationListener listener = FederationListener.of(pair.work());
    Function<String, Answer> here = path -> story.atWork().api().get("/api/v1/" + path);
    Function<String, Answer> there =
        path -> listener.get(certificate, "/federation/v1/" + path).answer();

    for (Function<String, Answer> asked : List.of(here, there)) {
      Map.of(
              "tasks?colour=red", "cursor, limit, ",
              "tasks?status=OPEN", "open or done",
              "tasks?status=open&status=open", "once",
              "notes?status=open", "notes",
              "tasks?updated_since=yesterday", "2026-11-01T00:00:00Z",
              "tasks?team=x", "none",
              "tasks?sort=title", "-created_at",
              "tasks?text=%20", "titles",
              "tasks?sort=", "-created_at")
          .forEach(
              (path, remedy) -> {
                Answer refused = asked.apply(path);
                assertThat(refused.status()).as(path + ": " + refused).isEqualTo(400);
                assertThat(refused.code()).as(path).isEqualTo("request-invalid");
                assertThat(refused.json().path("remedy").asText()).as(path).contains(remedy);
              });
    }
  }

  @Test
  void listCommand_filtersAndSort_showWhatFits() {
    Person carol = Names.person(pair.work(), "carol");
    String name = Names.unique("shared");
    String team = pair.work().admin().createTeam(name, carol);
    insert("tasks", "old and open", carol, null, "open", 1, 1);
    insert("tasks", "done", carol, null, "done", 2, 12);
    insert("tasks", "young and open", carol, team, "open", 3, 13);
    Cli cli = Commands.of(pair, pair.work(), carol);

    String open = cli.run("list", "tasks", "--status", "open", "--sort", "created_at").output();
    assertThat(open).containsSubsequence("old and open", "young and open").doesNotContain(" done ");
    assertThat(cli.run("list", "tasks", "--text", "OPEN young").output())
        .contains("young and open")
        .doesNotContain("old and open");
    JsonNode since =
        cli.run("list", "tasks", "--since", "2026-01-12", "--output", "json")
            .expectSuccess()
            .json();
    assertThat(since.path("items").findValuesAsText("title"))
        .containsExactly("young and open", "done");
    assertThat(cli.run("list", "tasks", "--team", "none").output())
        .contains("old and open", "done")
        .doesNotContain("young");
    assertThat(cli.run("list", "tasks", "--team", name, "--status", "open").output())
        .contains("young and open")
        .doesNotContain("old");
    CliResult refused = cli.run("list", "notes", "--status", "open");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.error()).contains("Only tasks have a status");
  }

  private int version(GatewayPair.Link link) {
    return pair.work()
        .admin()
        .get("/api/v1/federation/grants/" + link.grant().id())
        .expect(200)
        .json()
        .path("grant")
        .path("version")
        .asInt();
  }

  private void insert(
      String table,
      String title,
      Person owner,
      @Nullable String team,
      String status,
      int created,
      int updated) {
    insert(work, table, title, owner, team, status, created, updated);
  }

  /** A row that was made and changed on these days, counted from the first of January 2026. */
  private static void insert(
      Database database,
      String table,
      String title,
      Person owner,
      @Nullable String team,
      @Nullable String status,
      int created,
      int updated) {
    String time = "timestamptz '2026-01-01Z' + (? - 1) * interval '1 day'";
    List<@Nullable Object> values = new ArrayList<>();
    values.add(owner.id());
    values.add(team);
    values.add(title);
    values.add(created);
    values.add(updated);
    if (status != null) {
      values.add(status);
    }
    int inserted =
        database.execute(
            "insert into %s (id, owner_id, team_id, title, created_at, updated_at%s)"
                    .formatted(table, status == null ? "" : ", status")
                + " values (gen_random_uuid(), ?::uuid, ?::uuid, ?, %s, %s%s)"
                    .formatted(time, time, status == null ? "" : ", ?"),
            values.toArray());
    assertThat(inserted).isOne();
  }

  private static List<String> titles(Answer page) {
    return page.expect(200).json().path("items").findValuesAsText("title");
  }

  private static void assertInOrder(JsonNode items, String order) {
    String time = order.replace("-", "");
    Comparator<JsonNode> ascending =
        Comparator.comparing((JsonNode item) -> item.path(time).asText())
            .thenComparing(item -> item.path("id").asText());
    List<JsonNode> given = new ArrayList<>();
    items.forEach(given::add);
    assertThat(given)
        .as(order)
        .isSortedAccordingTo(order.startsWith("-") ? ascending.reversed() : ascending);
  }
}
