package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway whose embedder is a server, goes away, changes, or does not fit the database. */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MemoryEmbedderTest {
  private static final String KEY = "sk-harness-0123456789abcdef";
  private static final String SECRET_WORD = "curtainvault";
  private static final int DIMENSION = 384;
  private static final String EMBEDDINGS_OF =
      "select count(*) from memory_embeddings where memory_id = ?::uuid";

  private final GatewayCluster cluster;
  private final Gateway gateway;
  private final EmbeddingServer server;

  MemoryEmbedderTest(SharedServices services) {
    String name = Names.unique("memory") + ".example";
    this.cluster = GatewayCluster.builder(services.addresses()).gateway(name).start();
    this.gateway = cluster.gateway(name);
    this.server = new EmbeddingServer(gateway.settings().address(), DIMENSION);
  }

  @BeforeEach
  void startServer() {
    var _ = server.start();
  }

  @AfterEach
  void stopServer() {
    server.refuse(text -> false);
    server.close();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void serve_otherModelThanBefore_everythingIsEmbeddedAnew() {
    restart(configuration -> {});
    Person alice = Names.person(gateway, "alice");
    String car = remember(alice, "Garage", "the automobile");
    String boat = remember(alice, "Harbour", "the boat");
    awaitEmbedded();
    String before = embedding(car);

    restart(this::openai);
    awaitEmbedded();

    assertThat(embedding(car)).isNotEqualTo(before);
    assertThat(ids(alice, "a car"))
        .as("which the other embedder cannot know")
        .first()
        .isEqualTo(car);
    assertThat(ids(alice, "a boat")).first().isEqualTo(boat);
    assertThat(server.keys()).containsExactly("Bearer " + KEY);

    int asked = server.texts().size();
    restart(this::openai);
    awaitEmbedded();
    assertThat(server.texts().subList(asked, server.texts().size()))
        .as("with the same model nothing is, but for the look at its dimension")
        .containsExactly("dimension");
    assertNothingTold();
  }

  @Test
  void write_embedderIsAway_isDoneAndTheRowIsFoundOnceItIsBack() {
    restart(this::openai);
    Person alice = Names.person(gateway, "alice");
    String boat = remember(alice, "First", "a boat");
    awaitEmbedded();
    server.stop();

    String car = remember(alice, SECRET_WORD, "the automobile");
    Answer unavailable = search(alice, SECRET_WORD);
    Deadline.inSeconds(30)
        .await(
            "the gateway says that it cannot embed",
            () -> gateway.log().contains("memory rows are not embedded for now"));

    assertThat(unavailable.status()).isEqualTo(503);
    assertThat(unavailable.json().path("code").asText()).isEqualTo("search-unavailable");
    assertThat(unavailable.headers()).containsKey("retry-after");
    assertThat(unavailable.body()).doesNotContain(server.url(), gateway.settings().address());
    assertThat(alice.api().titles("memory", "local")).contains(SECRET_WORD);

    alice.api().put("/api/v1/memory/" + boat, row("First", "a ship")).expect(200);
    assertThat(gateway.database().count(EMBEDDINGS_OF, boat))
        .as("of a text that is no more")
        .isZero();

    var _ = server.start();
    awaitEmbedded();
    assertThat(ids(alice, "vehicle")).first().isEqualTo(car);
    assertThat(ids(alice, "ship")).first().isEqualTo(boat);
    assertNothingTold();
  }

  @Test
  void write_whileTheTextBeforeIsBeingEmbedded_isWhatIsFound() {
    restart(this::openai);
    Person alice = Names.person(gateway, "alice");
    String id = remember(alice, "Animal", "nothing yet");
    awaitEmbedded();
    AtomicBoolean changed = new AtomicBoolean();
    server.refuse(
        text -> {
          if (text.contains("walrus") && !changed.getAndSet(true)) {
            alice.api().put("/api/v1/memory/" + id, row("Animal", "a penguin")).expect(200);
          }
          return false;
        });

    alice.api().put("/api/v1/memory/" + id, row("Animal", "a walrus")).expect(200);
    Deadline.inSeconds(30).await("the row changed meanwhile", changed::get);
    awaitEmbedded();

    assertThat(best(alice, "penguin").path("body").asText()).isEqualTo("a penguin");
    assertThat(best(alice, "penguin").path("score").asDouble())
        .isGreaterThan(best(alice, "walrus").path("score").asDouble());
  }

  @Test
  void search_embedderHangs_onlySoManyWaitForIt() throws Exception {
    restart(this::openai);
    Person alice = Names.person(gateway, "alice");
    CountDownLatch over = new CountDownLatch(1);
    server.refuse(text -> text.equals("hang") && !done(over));
    AtomicInteger refused = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> searches = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        searches.add(
            threads.submit(
                () -> {
                  Answer answer = search(alice, "hang");
                  if (answer.status() == 503 && answer.code().equals("overloaded")) {
                    refused.incrementAndGet();
                  }
                  return answer;
                }));
      }
      try {
        Deadline.inSeconds(8).await("26 of 90 are refused at once", () -> refused.get() == 26);
      } finally {
        over.countDown();
      }

      for (Future<Answer> one : searches) {
        Answer answer = one.get();
        assertThat(answer.status() == 200 || answer.code().equals("overloaded"))
            .as(answer.toString())
            .isTrue();
      }
    }
    assertThat(server.texts().stream().filter("hang"::equals).count()).isEqualTo(64);
    assertThat(search(alice, "hang").status()).as("once it answers again").isEqualTo(200);
  }

  /** The index is told to give up at once, as it would among very many rows of others. */
  @Test
  void search_indexGivesUp_allOwnRowsAreCompared() {
    String limit = "alter database " + gateway.database().name() + " %s hnsw.max_scan_tuples %s";
    var _ = gateway.database().execute(limit.formatted("set", "= 1"));
    restart(configuration -> {});
    Person near = Names.person(gateway, "near");
    Person far = Names.person(gateway, "far");
    addRows(near, "lighthouse keeper ", 1500);
    addRows(far, "something else altogether ", 1200);
    awaitEmbedded();
    long walks = indexWalks();

    assertThat(ids(far, "lighthouse keeper")).hasSize(20);
    Deadline.inSeconds(30).await("the index was walked", () -> indexWalks() > walks);

    var _ = gateway.database().execute(limit.formatted("reset", ""));
  }

  @Test
  void serve_afterAGatewayDiedWithRowsWaiting_theyAreFilledIn() {
    restart(this::openai);
    Person alice = Names.person(gateway, "alice");
    server.stop();
    String car = remember(alice, "Garage", "the automobile");
    gateway.process().kill();
    assertThat(waiting()).isPositive();
    // The minute is over for which rows that were taken are those of the gateway that died.
    var _ = gateway.database().execute("update memory_embedding_queue set not_before = now()");

    // The server is away at the start, too: that stops nothing.
    gateway.start();
    gateway.awaitReady(Deadline.inSeconds(60));
    var _ = server.start();
    awaitEmbedded();

    assertThat(ids(alice, "vehicle")).containsExactly(car);
  }

  @Test
  void write_textThatTheEmbedderRefuses_holdsUpNoOther() {
    server.refuse(text -> text.contains("poison") || text.length() > 2000);
    restart(this::openai);
    Person alice = Names.person(gateway, "alice");
    ObjectNode batch = UserApi.object();
    for (String body : List.of("the automobile", "poison", "the boat " + "x ".repeat(5000))) {
      batch
          .withArray("items")
          .addObject()
          .put("resource", "memory")
          .put("key", body.substring(0, 5))
          .put("title", body.substring(0, 5))
          .put("body", body);
    }
    alice.api().post("/api/v1/imports", batch).expect(200);

    Deadline.inSeconds(60).await("only the refused row waits", () -> waiting() == 1);

    assertThat(titles(alice, "vehicle")).containsExactly("the a", "the b");
    alice.api().delete("/api/v1/memory/" + idOf(alice, "poiso")).expect(204);
    assertThat(waiting()).isZero();
  }

  @Test
  void serve_dimensionOfAnotherDatabase_isRefusedAndTheRemedyWorks() throws Exception {
    restart(configuration -> {});
    Person alice = Names.person(gateway, "alice");
    String car = remember(alice, "Garage", "the automobile");
    awaitEmbedded();
    gateway.process().stop();
    gateway.settings().write(memory -> memory.withObject("/memory").put("dimension", 100));

    gateway.start();
    int exit = gateway.process().awaitExit(Deadline.inSeconds(60));

    assertThat(exit).isNotZero();
    String said = gateway.log().substring(gateway.log().lastIndexOf("mosaic: the gateway"));
    assertThat(said)
        .contains("memory.dimension: is 100")
        .contains("384")
        .contains("select resize_memory_embeddings(100)")
        .doesNotContain("\tat ");
    assertThat(embedding(car)).isNotEmpty();

    asOwner("select resize_memory_embeddings(100)");
    gateway.start();
    gateway.awaitReady(Deadline.inSeconds(60));
    awaitEmbedded();
    assertThat(ids(alice, "automobile")).containsExactly(car);

    gateway.process().stop();
    asOwner("select resize_memory_embeddings(" + DIMENSION + ")");
  }

  @Test
  void serve_serverGivesVectorsOfAnotherLength_isRefused() {
    gateway.process().stop();
    try (EmbeddingServer other = new EmbeddingServer(gateway.settings().address(), 768).start()) {
      gateway.settings().write(configuration -> openai(configuration, other));

      gateway.start();
      int exit = gateway.process().awaitExit(Deadline.inSeconds(60));

      assertThat(exit).isNotZero();
      assertThat(gateway.log())
          .contains("vectors of 768 numbers where memory.dimension is 384")
          .contains("set memory.dimension")
          .doesNotContain(KEY);
    }
  }

  private void openai(ObjectNode configuration) {
    openai(configuration, server);
  }

  private void openai(ObjectNode configuration, EmbeddingServer at) {
    Path key = gateway.settings().directory().resolve("embedder.key");
    configuration
        .putObject("memory")
        .put("embedder", "openai")
        .put("dimension", DIMENSION)
        .putObject("openai")
        .put("url", at.url())
        .put("model", "words")
        .put("api_key", "file:" + Directories.secretFile(key, KEY))
        .put("timeout", "2s");
  }

  private void restart(Consumer<ObjectNode> change) {
    gateway.process().stop();
    gateway.settings().write(change);
    gateway.start();
    gateway.awaitReady(Deadline.inSeconds(60));
  }

  private void asOwner(String sql) throws SQLException {
    try (Connection owner = gateway.database().connectAsOwner();
        Statement statement = owner.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  /** Neither text nor key is in the log. */
  private void assertNothingTold() {
    assertThat(gateway.log()).doesNotContain(KEY, SECRET_WORD, "automobile");
  }

  private void addRows(Person owner, String title, int rows) {
    int added =
        gateway
            .database()
            .execute(
                "insert into memory (id, owner_id, title)"
                    + " select gen_random_uuid(), ?::uuid, ? || n from generate_series(1, ?) n",
                owner.id(),
                title,
                rows);
    assertThat(added).isEqualTo(rows);
  }

  private long indexWalks() {
    return gateway
        .database()
        .count(
            "select idx_scan from pg_stat_user_indexes"
                + " where indexrelname = 'memory_embeddings_nearest'");
  }

  private String embedding(String row) {
    return gateway
        .database()
        .text("select embedding::text from memory_embeddings where memory_id = ?::uuid", row);
  }

  private void awaitEmbedded() {
    Deadline.inSeconds(90).await("every memory row is embedded", () -> waiting() == 0);
  }

  private long waiting() {
    return gateway.database().count("select count(*) from memory_embedding_queue");
  }

  private static String remember(Person person, String title, String body) {
    return person.api().createRow("memory", row(title, body));
  }

  private static ObjectNode row(String title, String body) {
    return UserApi.object().put("title", title).put("body", body);
  }

  private static JsonNode best(Person person, String text) {
    return search(person, text).expect(200).json().path("items").get(0);
  }

  private static String idOf(Person person, String title) {
    for (JsonNode item : person.api().get("/api/v1/memory").expect(200).json().path("items")) {
      if (item.path("title").asText().equals(title)) {
        return item.path("id").asText();
      }
    }
    throw new AssertionError("no row " + title);
  }

  private static boolean done(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Answer search(Person person, String text) {
    return person
        .api()
        .get("/api/v1/memory/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  private static List<String> ids(Person person, String text) {
    JsonNode answer = search(person, text).expect(200).json();
    return answer.path("items").findValuesAsText("id");
  }

  private static List<String> titles(Person person, String text) {
    JsonNode answer = search(person, text).expect(200).json();
    return answer.path("items").findValuesAsText("title");
  }
}
