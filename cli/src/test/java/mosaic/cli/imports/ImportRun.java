package mosaic.cli.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mosaic.cli.CommandLineRun;
import mosaic.cli.TestAuthority;
import mosaic.cli.TestGateway;
import mosaic.cli.json.Json;

/** Imports of one file, dry or into a gateway that takes whatever is not refused beforehand. */
public final class ImportRun {
  private static final TestAuthority AUTHORITY = TestAuthority.shared();

  private final Path directory;
  private final List<String> command;

  /** What an import left behind. */
  public record Outcome(CommandLineRun.Result result, List<JsonNode> items) {
    public JsonNode report() throws IOException {
      return Json.read(result.output().getBytes(StandardCharsets.UTF_8));
    }

    /** What was skipped, as {@code line: reason}. */
    public List<String> skipped() throws IOException {
      List<String> all = new ArrayList<>();
      for (JsonNode one : report().path("skipped")) {
        all.add(one.path("line").asText() + ": " + one.path("reason").asText());
      }
      return all;
    }
  }

  public ImportRun(Path directory, String... command) {
    this.directory = directory;
    this.command = List.of(command);
  }

  /** Reads a file that holds this, and sends nothing. */
  public Outcome dry(byte[] content, String... options) throws IOException {
    Path file = Files.write(directory.resolve("input"), content);
    String[] all = words(file.toString(), "--dry-run", options);
    return new Outcome(new CommandLineRun(directory).run(all), List.of());
  }

  /** Imports a file that holds this. */
  public Outcome send(String content, String... options) throws Exception {
    Path file = Files.writeString(directory.resolve("input"), content);
    try (TestGateway gateway = new TestGateway(AUTHORITY.serverContext())) {
      gateway.on("POST /api/v1/imports", 200, "{}");
      return send(gateway, file, options);
    }
  }

  /** Imports a file into a gateway that answers as it was told. */
  public Outcome send(TestGateway gateway, Path file, String... options) throws Exception {
    CommandLineRun run = new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY);
    CommandLineRun.Result result = run.run(words(file.toString(), "--output=json", options));
    List<JsonNode> items = new ArrayList<>();
    for (TestGateway.Asked asked : gateway.asked()) {
      asked.json().path("items").forEach(items::add);
    }
    return new Outcome(result, items);
  }

  private String[] words(String file, String option, String... options) {
    List<String> words = new ArrayList<>(command);
    words.add(file);
    words.add(option);
    words.add("--output=json");
    words.addAll(Arrays.asList(options));
    return words.stream().distinct().toArray(String[]::new);
  }
}
