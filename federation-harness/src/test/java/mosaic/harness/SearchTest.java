package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Search by words: here, across the boundary, and beneath all of it in the database. */
@ExtendWith(SharedGateways.class)
final class SearchTest {
  private static final List<String> TYPES =
      List.of("tasks", "notes", "memory", "credentials", "api_keys");

  private final GatewayPair pair;
  private final Gateway work;
  private final Audit audit;

  SearchTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work();
    this.audit = new Audit(work);
  }

  @Test
  void search_rowsOfEveryType_areFoundWithScoresAndSnippetsByWhoSeesThem() {
    Person alice = Names.person(work, "alice");
    Person bob = Names.person(work, "bob");
    String team = work.admin().createTeam(Names.unique("team"), alice, bob);
    List<String> own = new ArrayList<>();
    for (String type : TYPES) {
      own.add(row(alice, type, "About lighthouses", "plain words"));
      row(bob, type, "Bob's lighthouse", "his own");
    }
    String shared =
        bob.api()
            .createRow(
                "notes",
                UserApi.object()
                    .put("title", "For the team")
                    .put("body", "<b>Of</b> the old\n\nlighthouse <script>alert(1)</script>")
                    .put("team_id", team));

    JsonNode all = search(alice, "search", "Lighthouse", "");

    assertThat(ids(all)).containsExactlyInAnyOrderElementsOf(with(own, shared));
    assertThat(ids(all)).as("titles count more than bodies").last().isEqualTo(shared);
    assertThat(all.path("next").isNull()).isTrue();
    assertThat(all.path("sources").get(0).path("more").asBoolean()).isFalse();
    for (JsonNode item : all.path("items")) {
      assertThat(item.path("score").asDouble()).isBetween(0.01, 1.0);
    }
    JsonNode last = all.path("items").get(5).path("snippet");
    assertThat(last.findValuesAsText("match")).containsExactly("true");
    assertThat(last.get(1).path("text").asText()).isEqualTo("lighthouse");
    assertThat(text(last)).contains("the old lighthouse").doesNotContain("<");
    assertThat(all.path("items").get(0).path("snippet").get(1).path("text").asText())
        .as("of the title, where only that matches")
        .isEqualTo("lighthouses");

    for (int i = 0; i < TYPES.size(); i++) {
      if (!TYPES.get(i).equals("memory")) {
        List<String> found = ids(search(alice, TYPES.get(i) + "/search", "lighthouse", ""));
        assertThat(found).contains(own.get(i)).hasSize(TYPES.get(i).equals("notes") ? 2 : 1);
      }
    }
    assertThat(ids(search(alice, "teams/" + team + "/notes/search", "lighthouse", "")))
        .containsExactly(shared);
    Person carol = Names.person(work, "carol");
    assertThat(ids(search(carol, "search", "lighthouse", ""))).isEmpty();
    assertThat(ids(search(carol, "teams/" + team + "/notes/search", "lighthouse", ""))).isEmpty();
    work.admin().delete("/api/v1/teams/" + team + "/members/" + alice.id()).expect(204);
    assertThat(ids(search(alice, "search", "lighthouse", "")))
        .containsExactlyInAnyOrderElementsOf(own);
    assertThat(work.api().get("/api/v1/search?q=a").status()).isEqualTo(401);
  }

  @Test
  void search_secretOfACredential_isNeverLookedInto() {
    Person alice = Names.person(work, "alice");
    String id =
        alice
            .api()
            .createRow(
                "credentials",
                UserApi.object().put("title", "Router").put("secret", "hunter2 swordfish"));

    assertThat(ids(search(alice, "search", "swordfish", ""))).isEmpty();
    JsonNode found = search(alice, "credentials/search", "routers", "");
    assertThat(ids(found)).containsExactly(id);
    assertThat(found.path("items").get(0).path("secret").asText())
        .as("to its owner, as in lists")
        .isEqualTo("hunter2 swordfish");
  }

  @Test
  void search_wordsPhrasesAndSigns_meanWhatIsWritten() {
    Person alice = Names.person(work, "alice");
    String renewal = row(alice, "notes", "Renewal", "How we renew the certificates of work");
    String draft = row(alice, "notes", "Draft", "certificate: a draft for the renewal of work");
    String garden = row(alice, "tasks", "Garden", "Install the watering certainly, o'clock at 7");

    assertThat(found(alice, "certificate")).containsExactlyInAnyOrder(renewal, draft);
    assertThat(found(alice, "certificate renew work")).containsExactlyInAnyOrder(renewal, draft);
    assertThat(found(alice, "certificate garden")).isEmpty();
    assertThat(found(alice, "\"renew the certificate\"")).containsExactly(renewal);
    assertThat(found(alice, "\"certificate the renew\"")).isEmpty();
    assertThat(found(alice, "certificate -draft")).containsExactly(renewal);
    assertThat(found(alice, "certificate -\"draft for the renewal\"")).containsExactly(renewal);
    assertThat(found(alice, "cert*")).containsExactlyInAnyOrder(renewal, draft, garden);
    assertThat(found(alice, "certif*")).containsExactlyInAnyOrder(renewal, draft);
    assertThat(found(alice, "in*")).as("no stop word as a beginning").containsExactly(garden);
    assertThat(found(alice, "o'cl*")).containsExactly(garden);
    assertThat(found(alice, "watering or draft")).containsExactlyInAnyOrder(draft, garden);
    assertThat(found(alice, "certificate draft or garden"))
        .as("or joins what is beside it")
        .containsExactly(draft);
    assertThat(found(alice, "the certificate of")).containsExactlyInAnyOrder(renewal, draft);
    assertThat(found(alice, "the of and")).as("only stop words").isEmpty();
    assertThat(found(alice, "\"\" -\" \" or")).as("no words").isEmpty();
    assertThat(found(alice, "-certificate")).containsExactly(garden);
  }

  @Test
  void search_equals_comeNewestFirstAndMoreSaysWhatTheLimitLeftOut() {
    Person alice = Names.person(work, "alice");
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      newestFirst.addFirst(row(alice, "notes", "The same", "comet"));
    }

    JsonNode two = search(alice, "notes/search", "comet", "&limit=2");
    JsonNode five = search(alice, "notes/search", "comet", "&limit=5");

    assertThat(ids(two)).containsExactlyElementsOf(newestFirst.subList(0, 2));
    assertThat(two.path("sources").get(0).path("more").asBoolean()).isTrue();
    assertThat(ids(five)).containsExactlyElementsOf(newestFirst);
    assertThat(five.path("sources").get(0).path("more").asBoolean()).isFalse();
  }

  @Test
  void search_anyTextAtAll_isAnsweredHereAndByAPeer() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    row(alice, "notes", "Signs", "a & b | c ! d : * < -> 'e' \\ \" %");
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("notes")));
    FederationListener listener = FederationListener.of(work);
    List<String> texts = new ArrayList<>(HOSTILE);
    texts.add("\u5b57".repeat(333));
    texts.add("\ud840\udc00".repeat(249) + "*");
    texts.add("-a* ".repeat(250));
    Random random = new Random(20261127);
    String signs = "ab'\"\\&|!():*<->%_,;$ -\u00e4\u0130\u202e\ufeff\u0301\t";
    for (int i = 0; i < 150; i++) {
      texts.add(
          "x"
              + random
                  .ints(random.nextInt(1, 40), 0, signs.length())
                  .mapToObj(at -> String.valueOf(signs.charAt(at)))
                  .collect(Collectors.joining()));
    }

    for (String text : texts) {
      Answer here = alice.api().get("/api/v1/search?q=" + encoded(text));
      assertThat(here.status()).as("here: " + text + here).isEqualTo(200);
    }
    for (String text : HOSTILE) {
      Answer there = listener.get(certificate, "/federation/v1/search?q=" + encoded(text)).answer();
      assertThat(there.status()).as("at a peer: " + text + there).isEqualTo(200);
    }
  }

  private static final List<String> HOSTILE =
      List.of(
          "'",
          "''",
          "\"",
          "\\",
          "\\'",
          "a\\",
          "'a':*",
          "a:*",
          "a:ABCD*",
          ":*",
          "*",
          "**",
          "!",
          "!!",
          "&",
          "|",
          "a & | b",
          "<->",
          "a <-> b",
          "<0>",
          "<99999>",
          "(",
          "((((((((((",
          ")",
          "-",
          "--",
          "-\"",
          "-*",
          "or",
          "or or or",
          "a or",
          "'; drop table notes; --",
          "$1",
          "$$",
          "%00",
          "\u0001\u0002\u0003",
          "\u202e",
          "\ud83d\ude00",
          "e\u0301*",
          "a@b.c*",
          "http://x.example/a?b=c*",
          "1e999 -1.5 0x1F",
          "/etc/passwd*",
          "<b>*",
          "x".repeat(1000));

  /** A vector has a limit of 1 MB, and no text may make a write fail. */
  @Test
  void write_textOfTheMostDifferentWords_isStoredAndFound() {
    Person alice = Names.person(work, "alice");
    StringBuilder body = new StringBuilder("beginning ");
    for (int i = 0; body.codePointCount(0, body.length()) < 130_000; i++) {
      String long1 = letters(i);
      String long2 = letters(i + 100_000);
      body.append(long1.repeat(8)).append('-').append(long2.repeat(8)).append(' ');
    }
    body.append("ending");

    String bodyText = body.toString();
    assertThat(bodyText.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1024 * 1024);
    String id = row(alice, "notes", "Large", bodyText);
    row(alice, "notes", "One word", "y".repeat(1024 * 1024));

    assertThat(found(alice, "beginning")).containsExactly(id);
    assertThat(found(alice, "ending")).as("after what is searched").isEmpty();
    assertThat(found(alice, "one word")).hasSize(1);
  }

  /** PostgreSQL's parser takes minutes for some of these, and fails for others, as they stand. */
  @Test
  @Tag("T-43")
  void write_textThatIsHardToParse_isStoredAndFoundWithASnippet() {
    Person alice = Names.person(work, "alice");
    List<String> ids = new ArrayList<>();
    for (String hard :
        List.of(
            "a1@",
            "a_",
            "1_",
            "<!--",
            "<a ",
            "<a b=\"c ",
            "a-b-",
            "/a/b",
            "a.b@c.d",
            "&#1",
            "+-")) {
      String body = "quicksand " + hard.repeat(90_000 / hard.length()) + " quicksand";
      ids.add(row(alice, "notes", hard, body));
    }

    JsonNode found = search(alice, "search", "quicksand", "");

    assertThat(ids(found)).containsExactlyInAnyOrderElementsOf(ids);
    for (JsonNode item : found.path("items")) {
      assertThat(item.path("snippet").findValuesAsText("match")).contains("true");
    }
  }

  /** Each node of a query costs 33 kB for each row that is ranked. */
  @Test
  @Tag("T-43")
  void search_oneWordThatIsVeryMany_passesOverWhatIsTooMuch() {
    Person alice = Names.person(work, "alice");
    String id = row(alice, "notes", "cartography", "of coasts");
    String very = IntStream.range(0, 200).mapToObj(i -> "w" + i).collect(Collectors.joining(","));

    assertThat(found(alice, "c* -" + very)).as("beside what counts").containsExactly(id);
    assertThat(found(alice, very + "*")).isEmpty();
    assertThat(
            work.database()
                .count(
                    "select numnode(search_query('english', array['c', ?], array[1, 2],"
                        + " array[true, true], array[false, true]))",
                    very))
        .isLessThan(10);
  }

  /** Four letters of four bytes each, different for each number. */
  private static String letters(int number) {
    return IntStream.of(number % 40, number / 40 % 40, number / 1600 % 40, number / 64_000)
        .mapToObj(digit -> Character.toString(0x10428 + digit % 40))
        .collect(Collectors.joining());
  }

  @Test
  @Tag("M4-01")
  void search_fromHome_findsRankedRowsOfAllowedResourcesOnly() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(work, "bob");
    String team = work.admin().createTeam(Names.unique("team"), alice, bob);
    String title = row(alice, "notes", "Lighthouse plan", "what is to be done");
    String body = row(alice, "tasks", "Paint", "the door of the lighthouse, soon");
    String shared = bob.api().createTeamRow("tasks", "Bob's, of the team: a lighthouse lamp", team);
    row(alice, "memory", "Lighthouse", "not in the scope");
    row(alice, "credentials", "Lighthouse door", "excluded");
    row(bob, "notes", "Bob's lighthouse", "his own");
    row(Names.person(work, "carol"), "tasks", "Carol's lighthouse", "hers");
    String own = row(story.atHome(), "notes", "A lighthouse at home", "");
    GatewayPair.Link link =
        story.link(
            Scope.of("tasks", "notes", "credentials")
                .withTeams("tasks", team)
                .excluding("credentials", "api_keys"));
    Cli cli = Commands.of(pair, pair.home(), story.atHome());

    JsonNode answer =
        cli.run("search", "lighthouse", "--source", "all", "--output", "json")
            .expectSuccess()
            .json();
    CliResult table =
        cli.run("search", "tasks", "lighthouse -lamp", "--source", pair.federated())
            .expectSuccess();

    assertThat(ids(answer)).containsExactlyInAnyOrder(own, title, body, shared);
    assertThat(ids(answer)).as("local first of those of one rank").first().isEqualTo(own);
    List<JsonNode> theirs = new ArrayList<>();
    answer
        .path("items")
        .forEach(
            item -> {
              if (item.path("_source").asText().equals(pair.federated())) {
                theirs.add(item);
              }
            });
    assertThat(theirs).hasSize(3).last().matches(item -> item.path("id").asText().equals(body));
    assertThat(theirs)
        .extracting(item -> item.path("score").asDouble())
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(text(theirs.getLast().path("snippet"))).contains("door of the lighthouse");
    assertThat(theirs.getLast().path("snippet").findValuesAsText("match")).hasSize(1);
    JsonNode source = story.source(answer, pair.federated());
    assertThat(source.path("status").asText()).isEqualTo("ok");
    assertThat(source.path("count").asInt()).isEqualTo(3);
    assertThat(source.path("more").asBoolean()).isFalse();
    assertThat(table.output())
        .contains(body, "tasks", "door of the lighthouse")
        .doesNotContain(shared, title, own);

    audit.awaitEntry(link.grant().id(), "search", "ok");
    assertThat(
            work.database()
                .texts(
                    "select distinct resource from federation_audit_log"
                        + " where grant_id = ?::uuid and verb = 'search' order by 1",
                    link.grant().id()))
        .containsExactly("search", "tasks");
    assertThat(
            work.database()
                .count(
                    "select count(*) from federation_audit_log l"
                        + " where grant_id = ?::uuid and verb = 'search'"
                        + " and (l::text like '%lighthouse%' or query_hash !~ '^[0-9a-f]{64}$')",
                    link.grant().id()))
        .isZero();
  }

  @Test
  @Tag("M4-02")
  @Tag("T-35")
  void search_keywordOfAnExcludedCredential_findsNothingInAnyForm() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String team = work.admin().createTeam(Names.unique("team"), alice);
    row(alice, "credentials", "Zanzibar", "zanzibar");
    alice.api().createTeamRow("credentials", "Zanzibar of the team", team);
    row(alice, "api_keys", "Zanzibar", "zanzibar");
    String note = row(alice, "notes", "Travel", "to the island");
    story.link(
        Scope.of("notes", "credentials", "teams/" + team + "/credentials")
            .withTeams("credentials", team)
            .excluding("credentials", "api_keys"));

    for (String text : List.of("zanzibar", "zanz*", "\"zanzibar of the team\"", "zanzibar or x")) {
      JsonNode wide = fromHome(story, "search", text).expect(200).json();
      JsonNode notes = fromHome(story, "notes/search", text).expect(200).json();
      JsonNode nothing = fromHome(story, "search", "nothing-of-the-kind").expect(200).json();

      for (JsonNode answer : List.of(wide, notes)) {
        JsonNode source = story.source(answer, pair.federated());
        assertThat(answer.path("items")).isEmpty();
        assertThat(source.path("count").asInt()).isZero();
        assertThat(source.path("more").asBoolean()).isFalse();
        assertThat(withoutTimes(answer)).isEqualTo(withoutTimes(nothing));
      }
      for (String path :
          List.of(
              "credentials/search", "api_keys/search", "teams/" + team + "/credentials/search")) {
        Answer refused = fromHome(story, path, text);
        assertThat(refused.status()).as(path + refused).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("resource-not-in-scope");
        assertThat(refused.body()).doesNotContainIgnoringCase("zanzibar");
      }
    }
    assertThat(ids(fromHome(story, "search", "-zanzibar").expect(200).json()))
        .as("what it is not says nothing either")
        .containsExactly(note);
  }

  @Test
  @Tag("AC-09")
  void anyVerb_excludedCredentials_neverReturnsThem() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String team = work.admin().createTeam(Names.unique("team"), alice);
    String own = row(alice, "credentials", "Zanzibar", "zanzibar");
    String ofTeam = alice.api().createTeamRow("credentials", "Zanzibar of the team", team);
    row(alice, "notes", "Travel", "to zanzibar");
    ClientCertificate certificate =
        story.certificate(
            story.grant(
                Scope.of("notes", "credentials", "teams/" + team + "/credentials")
                    .withTeams("credentials", team)
                    .excluding("credentials", "api_keys")));
    FederationListener listener = FederationListener.of(work);
    String base = "/federation/v1/";

    for (String path :
        List.of(
            "credentials",
            "credentials?limit=500",
            "credentials/" + own,
            "credentials/" + ofTeam,
            "credentials/search?q=zanzibar",
            "teams/" + team + "/credentials",
            "teams/" + team + "/credentials/search?q=zanzibar",
            "search?q=zanzibar&resources=credentials",
            "search?q=zanzibar&resources=notes,credentials",
            "search?q=zanzibar&resources=api_keys")) {
      Answer refused = listener.get(certificate, base + path).answer();
      assertThat(refused.status()).as(path + refused).isEqualTo(403);
      assertThat(refused.body()).doesNotContain(own, ofTeam, "Zanzibar");
    }
    for (String path :
        List.of(
            "notes",
            "search?q=zanzibar",
            "search?q=zanzibar&resources=notes",
            "notes/search?q=zanzibar",
            "teams/" + team + "/notes",
            "capabilities")) {
      Answer answer = listener.get(certificate, base + path).answer().expect(200);
      assertThat(answer.body()).as(path).doesNotContain(own, ofTeam, "Zanzibar", "credentials");
    }
    assertThat(alice.api().titles("credentials", "local")).as("she herself sees them").hasSize(2);
  }

  @Test
  void search_onTheWire_obeysTheCapTeamsAndNames() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String team = work.admin().createTeam(Names.unique("team"), alice);
    String other = work.admin().createTeam(Names.unique("other"), alice);
    String shared = alice.api().createTeamRow("tasks", "quasar of the team", team);
    alice.api().createTeamRow("tasks", "quasar of the second team", other);
    for (int i = 0; i < 4; i++) {
      row(alice, "notes", "quasar", "n");
    }
    ClientCertificate certificate =
        story.certificate(story.grant(Scope.of("notes", "teams/" + team + "/tasks").rows(3)));
    FederationListener listener = FederationListener.of(work);

    JsonNode wide = get(listener, certificate, "search?q=quasar&limit=100");
    JsonNode ofTeam = get(listener, certificate, "teams/" + team + "/tasks/search?q=quasar");
    JsonNode notes = get(listener, certificate, "notes/search?q=quasar&limit=2");

    assertThat(wide.path("items")).as("max_rows_per_query").hasSize(3);
    assertThat(wide.path("more").asBoolean()).isTrue();
    assertThat(wide.path("next").isMissingNode()).isTrue();
    assertThat(ids(ofTeam)).containsExactly(shared);
    assertThat(ofTeam.path("more").asBoolean()).isFalse();
    assertThat(notes.path("items")).hasSize(2);
    assertThat(notes.path("items").get(0).path("_source").isMissingNode()).isTrue();
    assertThat(ids(get(listener, certificate, "search?q=%22of+the+team%22")))
        .as("a scope may name a team's path only")
        .containsExactly(shared);
    assertThat(ids(get(listener, certificate, "search?q=%22of+the+second+team%22"))).isEmpty();
    for (String refused : List.of("tasks/search?q=a", "teams/" + other + "/tasks/search?q=a")) {
      assertThat(listener.get(certificate, "/federation/v1/" + refused).status()).isEqualTo(403);
    }
    assertThat(get(listener, certificate, "capabilities").path("resources").toString())
        .contains("[\"list\",\"get\",\"search\"]", "[\"list\",\"search\"]");
  }

  @Test
  void search_peerIsAway_isReportedAndTheRestStands() {
    Story story = Story.of(pair);
    String own = row(story.atHome(), "notes", "A pulsar at home", "");
    GatewayPair.Link link = story.link(Scope.of("notes"));
    work.admin()
        .post("/api/v1/federation/grants/" + link.grant().id() + "/suspend", UserApi.object())
        .expect(200);

    JsonNode answer = search(story.atHome(), "search", "pulsar", "&source=all");

    assertThat(ids(answer)).containsExactly(own);
    assertThat(answer.path("complete").asBoolean()).isFalse();
    assertThat(story.source(answer, pair.federated()).path("status").asText()).isEqualTo("denied");
    assertThat(fromHome(story, "search", "pulsar").status()).isEqualTo(403);
  }

  /** With none of the gateway's own filters. */
  @Test
  void search_withoutAnyFilter_findsVisibleRowsOnly() throws Exception {
    Person alice = Names.person(work, "alice");
    Person bob = Names.person(work, "bob");
    String team = work.admin().createTeam(Names.unique("team"), alice, bob);
    String shared = bob.api().createTeamRow("notes", "nebula of the team", team);
    String query =
        "select id::text from %s where search @@"
            + " search_query('english', array['nebula'], array[1], array[false], array[false])";

    try (Connection gateway = work.database().connectAsGateway()) {
      gateway.setAutoCommit(false);
      for (String type : TYPES) {
        row(bob, type, "Bob's nebula", "his own");
        String own = row(alice, type, "A nebula", "her own");
        var _ = Database.rows(gateway, "select enter_user(?::uuid)", alice.id());
        List<String> found =
            Database.rows(gateway, query.formatted(type)).stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
        assertThat(found)
            .as(type)
            .containsExactlyInAnyOrderElementsOf(
                type.equals("notes") ? List.of(own, shared) : List.of(own));
        gateway.rollback();
        assertThat(Database.rows(gateway, query.formatted(type))).as("as nobody").isEmpty();
        gateway.rollback();
      }
    }
  }

  private static String row(Person person, String type, String title, String body) {
    ObjectNode row = UserApi.object().put("title", title).put("body", body);
    return person.api().createRow(type, row);
  }

  private static Answer fromHome(Story story, String path, String text) {
    return story.fromHome(path + "?q=" + encoded(text));
  }

  private static JsonNode get(
      FederationListener listener, ClientCertificate certificate, String path) {
    return listener.get(certificate, "/federation/v1/" + path).answer().expect(200).json();
  }

  private static JsonNode search(Person person, String path, String text, String more) {
    return person.api().get("/api/v1/" + path + "?q=" + encoded(text) + more).expect(200).json();
  }

  private static List<String> found(Person person, String text) {
    return ids(search(person, "search", text, ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.path("items").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static String text(JsonNode snippet) {
    return String.join("", snippet.findValuesAsText("text"));
  }

  private static List<String> with(List<String> some, String one) {
    List<String> all = new ArrayList<>(some);
    all.add(one);
    return all;
  }

  private static String withoutTimes(JsonNode answer) {
    return answer.toString().replaceAll("\"took_ms\":[0-9]+", "");
  }
}
