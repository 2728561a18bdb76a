package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Search by vector in one's own memory rows, with the embedder that needs nothing. */
@ExtendWith(SharedGateways.class)
final class MemorySearchTest {
  private static final String WAITING = "select count(*) from memory_embedding_queue";

  private final GatewayPair pair;
  private final Gateway work;

  MemorySearchTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work();
  }

  @Test
  void search_textLikeARow_findsItFirst() {
    Person alice = Names.person(work, "alice");
    remember(alice, "Postgres backups", "pg_basebackup runs every night at two");
    remember(alice, "Coffee", "The machine on the third floor wants descaling");
    remember(alice, "Travel", "Trains to Vienna leave from platform nine");
    awaitEmbedded();

    JsonNode answer = search(alice, "when do the backups of postgres run", "&limit=2");

    assertThat(answer.path("items").findValuesAsText("title"))
        .hasSize(2)
        .first()
        .isEqualTo("Postgres backups");
    JsonNode first = answer.path("items").get(0);
    assertThat(first.path("_source").asText()).isEqualTo("local");
    assertThat(first.path("resource").asText()).isEqualTo("memory");
    assertThat(first.path("body").asText()).isEqualTo("pg_basebackup runs every night at two");
    assertThat(first.path("score").asDouble())
        .isBetween(answer.path("items").get(1).path("score").asDouble(), 1.0);
    assertThat(answer.path("complete").asBoolean()).isTrue();
    assertThat(answer.path("next").isNull()).isTrue();
    JsonNode source = answer.path("sources").get(0);
    assertThat(source.path("source").asText()).isEqualTo("local");
    assertThat(source.path("count").asInt()).isEqualTo(2);
    assertThat(source.path("more").asBoolean()).isTrue();
  }

  @Test
  void search_rowsOfOthers_neverComeButThoseOfTheTeamDo() {
    Person alice = Names.person(work, "alice");
    Person bob = Names.person(work, "bob");
    String team = work.admin().createTeam(Names.unique("team"), alice, bob);
    remember(bob, "Bob's secret", "the vault is behind the red curtain");
    String shared =
        bob.api()
            .createRow(
                "memory",
                UserApi.object()
                    .put("title", "For the team")
                    .put("body", "the vault opens at noon")
                    .put("team_id", team));
    String own = remember(alice, "Own", "nothing of the kind");
    awaitEmbedded();

    assertThat(ids(search(alice, "the vault is behind the red curtain", "")))
        .containsExactly(shared, own);
    assertThat(ids(search(Names.person(work, "carol"), "vault", ""))).isEmpty();

    work.admin().delete("/api/v1/teams/" + team + "/members/" + alice.id()).expect(204);
    assertThat(ids(search(alice, "the vault", ""))).containsExactly(own);
  }

  @Test
  void search_rowChangesTeam_isFoundByWhoSeesItNow() {
    Person alice = Names.person(work, "alice");
    Person bob = Names.person(work, "bob");
    String team = work.admin().createTeam(Names.unique("team"), alice, bob);
    ObjectNode row = UserApi.object().put("title", "Wandering").put("body", "a lighthouse");
    String id = bob.api().createRow("memory", row);
    awaitEmbedded();
    assertThat(ids(search(alice, "lighthouse", ""))).isEmpty();

    bob.api().put("/api/v1/memory/" + id, row.deepCopy().put("team_id", team)).expect(200);
    assertThat(ids(search(alice, "lighthouse", ""))).containsExactly(id);

    bob.api().put("/api/v1/memory/" + id, row).expect(200);
    assertThat(ids(search(alice, "lighthouse", ""))).isEmpty();
    assertThat(ids(search(bob, "lighthouse", ""))).containsExactly(id);
  }

  @Test
  void search_rowChangesAndGoes_itsEmbeddingDoesToo() {
    Person alice = Names.person(work, "alice");
    String id = remember(alice, "Animal", "a zebra");
    String other = remember(alice, "Fruit", "a pineapple");
    awaitEmbedded();
    assertThat(ids(search(alice, "zebra", ""))).containsExactly(id, other);

    ObjectNode changed = UserApi.object().put("title", "Fruit").put("body", "a banana");
    alice.api().put("/api/v1/memory/" + id, changed).expect(200);
    awaitEmbedded();
    assertThat(ids(search(alice, "banana", ""))).containsExactly(id, other);
    assertThat(ids(search(alice, "pineapple", ""))).containsExactly(other, id);

    alice.api().delete("/api/v1/memory/" + id).expect(204);
    assertThat(ids(search(alice, "banana", ""))).containsExactly(other);
    assertThat(work.database().count(embeddingsOf(id))).isZero();
  }

  @Test
  void search_importedRows_areFoundAndRepeatingTheImportEmbedsNothing() {
    Person alice = Names.person(work, "alice");
    ObjectNode batch = UserApi.object();
    for (int i = 0; i < 300; i++) {
      batch
          .withArray("items")
          .addObject()
          .put("resource", "memory")
          .put("key", "row-" + i)
          .put("title", "Number " + i)
          .put("body", i == 217 ? "the quick brown fox" : "filler " + i * 7919);
    }
    alice.api().post("/api/v1/imports", batch).expect(200);
    awaitEmbedded();

    assertThat(
            search(alice, "quick brown foxes", "&limit=1").path("items").findValuesAsText("title"))
        .containsExactly("Number 217");
    alice.api().post("/api/v1/imports", batch).expect(200);
    assertThat(work.database().count(WAITING + " where owner_id = ?::uuid", alice.id())).isZero();
  }

  /** Bob has so many rows that the index is walked; Alice's few would be lost among them there. */
  @Test
  void search_fewRowsAmongManyOfOthers_areAllFound() {
    Person alice = Names.person(work, "alice");
    Person bob = Names.person(work, "bob");
    String far = remember(alice, "Far", "an unlike thing");
    String near = remember(alice, "Near", "the lighthouse keeper");
    addRowsAlike(bob, 1500);
    awaitEmbedded();
    long walks = indexWalks();

    assertThat(ids(search(alice, "lighthouse keeper", ""))).containsExactly(near, far);

    List<String> bobs = ids(search(bob, "lighthouse keeper", "&limit=20"));
    assertThat(bobs).hasSize(20).doesNotContain(near, far);
    Deadline.inSeconds(30)
        .await("the HNSW index was used for the user of many rows", () -> indexWalks() > walks);
  }

  @Test
  void search_unusualTexts_areAnswered() {
    Person alice = Names.person(work, "alice");
    String japanese = remember(alice, "覚書", "東京タワーで会いましょう");
    String signs = remember(alice, "!!!", "");
    String large = remember(alice, "Large", "x".repeat(100_000));
    awaitEmbedded();

    assertThat(ids(search(alice, "東京", ""))).first().isEqualTo(japanese);
    assertThat(ids(search(alice, "!!!", ""))).first().isEqualTo(signs);
    assertThat(ids(search(alice, "ＴＯＫＹＯ \uD83D\uDE00 'or 1=1--", ""))).hasSize(3);
    assertThat(ids(search(alice, "x".repeat(1000), ""))).contains(large);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "?q=",
        "?q=%20%0A",
        "?q=a%00b",
        "?q=a&q=b",
        "?q=a&limit=0",
        "?q=a&limit=101",
        "?q=a&cursor=x",
        "?q=a&source=everywhere"
      })
  void search_badParameters_areRefused(String query) {
    Answer answer = Names.person(work, "alice").api().get("/api/v1/memory/search" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").asText()).isEqualTo("request-invalid");
  }

  @Test
  void search_textTooLong_isRefused() {
    UserApi alice = Names.person(work, "alice").api();

    alice.get("/api/v1/memory/search?q=" + "x".repeat(1001)).expect(400);
  }

  @Test
  void search_notSignedIn_isRefused() {
    assertThat(work.api().get("/api/v1/memory/search?q=a").status()).isEqualTo(401);
  }

  @Test
  void searchCommand_owner_seesScoreAndTitle() {
    Person alice = Names.person(work, "alice");
    Cli cli = Commands.of(pair, work, alice);
    remember(alice, "Lighthouse", "keeper of the light");
    awaitEmbedded();

    CliResult table = cli.run("search", "memory", "lighthouse").expectSuccess();
    CliResult json = cli.run("search", "memory", "lighthouse", "--output", "json").expectSuccess();

    assertThat(table.output()).contains("SCORE").contains("Lighthouse").contains("1 row");
    assertThat(json.output()).contains("\"score\"").contains("\"_source\"");
  }

  private void addRowsAlike(Person owner, int rows) {
    int added =
        work.database()
            .execute(
                "insert into memory (id, owner_id, title)"
                    + " select gen_random_uuid(), ?::uuid, 'lighthouse keeper ' || n"
                    + " from generate_series(1, ?) n",
                owner.id(),
                rows);
    assertThat(added).isEqualTo(rows);
  }

  private long indexWalks() {
    return work.database()
        .count(
            "select idx_scan from pg_stat_user_indexes"
                + " where indexrelname = 'memory_embeddings_nearest'");
  }

  private static String remember(Person person, String title, String body) {
    return person.api().createRow("memory", UserApi.object().put("title", title).put("body", body));
  }

  private void awaitEmbedded() {
    Deadline.inSeconds(60)
        .await("every memory row is embedded", () -> work.database().count(WAITING) == 0);
  }

  private static JsonNode search(Person person, String text, String more) {
    String query = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return person.api().get("/api/v1/memory/search?q=" + query + more).expect(200).json();
  }

  private static List<String> ids(JsonNode answer) {
    return answer.path("items").findValuesAsText("id");
  }

  private static String embeddingsOf(String id) {
    return "select count(*) from memory_embeddings where memory_id = '" + id + "'";
  }
}
