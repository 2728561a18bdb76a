package mosaic.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How long {@code mosaic serve} takes until it is ready and what memory it holds then, with a
 * recorded start and without, in turn. Prints the table of docs/federation/BENCHMARKS.md.
 */
public final class StartBenchmark {
  private static final int RUNS = 7;
  private static final double NANOS = 1e9;
  private static final double KIB_IN_MIB = 1024;

  private final GatewaySettings settings;
  private final Map<String, String> plain;
  private final Map<String, String> unrecorded;

  /** One start: seconds to ready, resident MiB then, and how much of them is not of files. */
  private record Start(double seconds, double resident, double anonymous) {}

  private StartBenchmark(GatewaySettings settings) {
    this.settings = settings;
    this.plain = Map.of();
    this.unrecorded = Map.of("MOSAIC_JAVA_OPTIONS", "-XX:AOTMode=off");
  }

  /**
   * Entry point.
   *
   * @param arguments how many starts of each kind; 7 without
   */
  public static void main(String[] arguments) {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : RUNS;
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path directory = Directories.temporary("mosaic-benchmark-");
    try (SharedServices services = SharedServices.start(_ -> {})) {
      String address = Loopback.address();
      GatewaySettings settings =
          new GatewaySettings(
              "benchmark.example",
              address,
              address,
              directory,
              Database.plan(services.addresses(), "benchmark"),
              services.addresses());
      settings.database().create();
      settings.write(configuration -> {});
      new StartBenchmark(settings).run(runs, out);
    } finally {
      Directories.remove(directory);
    }
  }

  private void run(int runs, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%d cores, %.0f GiB, JDK %s, load %s%n",
        Runtime.getRuntime().availableProcessors(),
        kib(Path.of("/proc/meminfo"), "MemTotal:") / KIB_IN_MIB / KIB_IN_MIB,
        Runtime.version(),
        load());
    // The first start migrates the database, and this is the one that is recorded.
    record();
    List<Start> without = new ArrayList<>();
    List<Start> with = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      without.add(start(unrecorded));
      with.add(start(plain));
    }
    out.printf(
        "%n| median (least to most) of %d | not recorded | recorded |%n|---|---|---|%n", runs);
    row(out, "seconds to ready", "%.2f", without, with, Start::seconds);
    row(out, "resident MiB", "%.0f", without, with, Start::resident);
    row(out, "of these not of files", "%.0f", without, with, Start::anonymous);
    out.printf("%nload %s afterwards%n", load());
  }

  private void record() {
    List<String> words = List.of(ProjectRoot.launcher().toString(), "serve", "--record-start");
    try (GatewayProcess process =
        GatewayProcess.startServing(
            words, settings.configurationFile(), plain, settings.logFile())) {
      if (process.awaitExit(Deadline.inSeconds(300)) != 0) {
        throw new HarnessException("The start could not be recorded:\n" + process.tail());
      }
    }
  }

  private Start start(Map<String, String> environment) {
    long begin = System.nanoTime();
    try (GatewayProcess process =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), environment, settings.logFile())) {
      process.awaitReady(
          settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(120));
      double seconds = (System.nanoTime() - begin) / NANOS;
      Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
      return new Start(
          seconds, kib(status, "VmRSS:") / KIB_IN_MIB, kib(status, "RssAnon:") / KIB_IN_MIB);
    }
  }

  private static void row(
      PrintStream out,
      String name,
      String format,
      List<Start> without,
      List<Start> with,
      ToDoubleFunction<Start> figure) {
    out.printf(
        "| %s | %s | %s |%n",
        name, summary(format, without, figure), summary(format, with, figure));
  }

  private static String summary(String format, List<Start> starts, ToDoubleFunction<Start> figure) {
    List<Double> sorted = new ArrayList<>(starts.stream().mapToDouble(figure).boxed().toList());
    Collections.sort(sorted);
    double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    String pattern = "%1$s (%2$s to %3$s)".replace("$s", "$" + format.substring(1));
    return String.format(Locale.ROOT, pattern, median, sorted.getFirst(), sorted.getLast());
  }

  private static double kib(Path file, String name) {
    for (String line : read(file).lines().toList()) {
      if (line.startsWith(name)) {
        return Double.parseDouble(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    throw new HarnessException("No " + name + " in " + file);
  }

  private static String load() {
    return read(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
