package mosaic.harness;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a list, a get and a search cost a user who sees the same rows, however many rows of others
 * there are (R-1402): a gateway with a database of its own for each size, asked over HTTP in turn.
 * Prints the table of docs/federation/BENCHMARKS.md.
 */
public final class ScaleBenchmark {
  private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 10_000_000);
  private static final int ROUNDS = 9;
  private static final int REQUESTS_A_ROUND = 40;
  private static final int WARM_UP = 300;
  private static final int IDS = 100;
  private static final double NANOS_IN_MILLI = 1e6;

  private final PrintStream out;

  private ScaleBenchmark(PrintStream out) {
    this.out = out;
  }

  /** What is asked, and of whom: the reader in one team or the one in many. */
  private record Question(String name, boolean manyTeams, String path) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("list, 1 team", false, "tasks?limit=50"),
          new Question("list, 200 teams", true, "tasks?limit=50"),
          new Question(
              "list of open ones, oldest first, 1 team",
              false,
              "tasks?limit=50&status=open&sort=created_at"),
          new Question(
              "list of open ones, oldest first, 200 teams",
              true,
              "tasks?limit=50&status=open&sort=created_at"),
          new Question("get, 1 team", false, "tasks/%s"),
          new Question("get, 200 teams", true, "tasks/%s"),
          new Question("search, 1 team", false, "tasks/search?q=meeting%%20notes&limit=20"),
          new Question("search, 200 teams", true, "tasks/search?q=meeting%%20notes&limit=20"));

  /** A gateway with its rows, and the two who read them. */
  private record Place(
      int rows, UserApi one, UserApi many, List<String> idsOfOne, List<String> idsOfMany) {
    Answer ask(Question question, int number) {
      List<String> ids = question.manyTeams() ? idsOfMany : idsOfOne;
      String path = question.path().formatted(ids.get(number % ids.size()));
      return (question.manyTeams() ? many : one).get("/api/v1/" + path);
    }
  }

  /**
   * Entry point.
   *
   * @param arguments how many rows each database is to have; 10^4 to 10^7 without
   */
  public static void main(String[] arguments) {
    List<Integer> sizes =
        arguments.length == 0 ? SIZES : Arrays.stream(arguments).map(Integer::valueOf).toList();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path directory = Directories.temporary("mosaic-benchmark-");
    try (SharedServices services = SharedServices.start(_ -> {})) {
      GatewayCluster.Builder builder = GatewayCluster.builder(services.addresses());
      for (int size : sizes) {
        builder = builder.gateway(serverName(size));
      }
      try (GatewayCluster cluster = builder.start()) {
        new ScaleBenchmark(out).run(cluster, sizes, Sentences.read(directory));
      }
    } finally {
      Directories.remove(directory);
    }
  }

  private static String serverName(int size) {
    return "rows-" + size + ".example";
  }

  private void run(GatewayCluster cluster, List<Integer> sizes, List<String> sentences) {
    List<Place> places = new ArrayList<>();
    for (int size : sizes) {
      long begin = System.nanoTime();
      places.add(place(cluster.gateway(serverName(size)), size, sentences));
      out.printf(
          Locale.ROOT,
          "%,d rows made in %.0f s, %s%n",
          size,
          (System.nanoTime() - begin) / 1e9,
          cluster
              .gateway(serverName(size))
              .database()
              .text("select pg_size_pretty(pg_database_size(current_database()))"));
    }
    out.printf(
        Locale.ROOT,
        "%d cores, JDK %s, %d sentences%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        sentences.size());
    for (Question question : QUESTIONS) {
      if (places.stream().allMatch(place -> place.ask(question, 0).status() == 200)) {
        measure(question, places);
      } else {
        out.printf(
            "| %s | not answered: %s |%n", question.name(), places.getFirst().ask(question, 0));
      }
    }
  }

  private static Place place(Gateway gateway, int rows, List<String> sentences) {
    Person one = gateway.admin().createUser("reader-one");
    Person many = gateway.admin().createUser("reader-many");
    new ManyRows(gateway.database(), one.id(), many.id()).fill(rows, sentences);
    return new Place(rows, one.api(), many.api(), ids(one), ids(many));
  }

  private static List<String> ids(Person reader) {
    return reader
        .api()
        .get("/api/v1/tasks?limit=" + IDS)
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("id");
  }

  private void measure(Question question, List<Place> places) {
    for (Place place : places) {
      for (int request = 0; request < WARM_UP; request++) {
        var _ = place.ask(question, request).expect(200);
      }
    }
    List<List<Double>> millis = figures(places.size());
    List<List<Double>> ratios = figures(places.size());
    for (int round = 0; round < ROUNDS; round++) {
      List<List<Double>> taken = figures(places.size());
      // In turn, request by request: what else the machine does meets all sizes alike.
      for (int request = 0; request < REQUESTS_A_ROUND; request++) {
        for (int place = 0; place < places.size(); place++) {
          long begin = System.nanoTime();
          var _ = places.get(place).ask(question, request).expect(200);
          taken.get(place).add((System.nanoTime() - begin) / NANOS_IN_MILLI);
        }
      }
      double least = median(taken.getFirst());
      for (int place = 0; place < places.size(); place++) {
        double median = median(taken.get(place));
        millis.get(place).add(median);
        ratios.get(place).add(median / least);
      }
    }
    out.printf(
        "| %s | %s |%n",
        question.name(),
        IntStream.range(0, places.size())
            .mapToObj(
                place ->
                    summary("%.1f", millis.get(place)) + " | " + summary("%.2f", ratios.get(place)))
            .collect(Collectors.joining(" | ")));
  }

  private static List<List<Double>> figures(int places) {
    return Stream.<List<Double>>generate(ArrayList::new).limit(places).toList();
  }

  private static String summary(String format, List<Double> figures) {
    String pattern = "%1$s (%2$s to %3$s)".replace("$s", "$" + format.substring(1));
    return String.format(
        Locale.ROOT, pattern, median(figures), Collections.min(figures), Collections.max(figures));
  }

  private static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
