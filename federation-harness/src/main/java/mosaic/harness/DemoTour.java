package mosaic.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The walk through the real commands. Commands that do not need each other run at the same time;
 * what is shown keeps its order.
 */
final class DemoTour {
  private static final String USER = "alice";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern ENROLMENT_URL =
      Pattern.compile("https://\\S+/federation/enrolment/v1/\\S+");
  private static final Pattern TOKEN = Pattern.compile("mosaic_pat_[A-Za-z0-9_-]{43}");
  private static final Pattern FEDERATED_ROW =
      Pattern.compile("(?m)^(?=.*federated:)(?:.*?\\b)?([0-9a-f]{8}-[0-9a-f-]{27})\\b.*$");

  private final GatewayPair pair;
  private final Path documents;
  private final Screen screen;

  DemoTour(GatewayPair pair, Path documents, Screen screen) {
    this.pair = pair;
    this.documents = documents;
    this.screen = screen;
  }

  /** What whoever watches goes on with when the tour is over. */
  record Outcome(String token) {}

  Outcome walk() {
    try (ExecutorService commands = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return walk(commands);
      } catch (RuntimeException e) {
        // What has been started already leads nowhere now.
        var _ = commands.shutdownNow();
        throw e;
      }
    }
  }

  private Outcome walk(ExecutorService commands) {
    String work = pair.work().serverName();
    String home = pair.home().serverName();
    String federated = pair.federated();
    Running running = new Running(commands);

    Future<Shown> workLogin = running.start(() -> login("work", pair.work()));
    Future<Shown> homeLogin = running.start(() -> login("home", pair.home()));
    Future<Shown> workUser = running.after(workLogin, () -> run("work", "user", "create", USER));
    Future<Shown> imported =
        running.after(
            workUser,
            () ->
                run(
                    "work",
                    "import",
                    "markdown",
                    documents.toString(),
                    "--user",
                    USER,
                    "--team-by-folder"));
    Future<Shown> team =
        running.after(workLogin, () -> run("work", "team", "create", firstFolder()));
    Future<Shown> task =
        running.after(
            homeLogin, () -> run("home", "create", "tasks", "--title", "Water the plants"));
    Future<Shown> token = running.after(homeLogin, () -> run("home", "token", "create", "demo"));
    Future<Shown> scope = running.start(() -> scope(Running.get(team)));
    Future<Shown> grant =
        running.start(
            () -> {
              Stream.of(workUser, scope).forEach(Running::get);
              return run(
                  "work",
                  "federation",
                  "grant",
                  "create",
                  "--user",
                  USER,
                  "--peer",
                  home,
                  "--scope-file",
                  "scope.json");
            });
    Future<Shown> peer =
        running.start(
            () -> {
              var _ = Running.get(homeLogin);
              return runWithFile(
                  "home",
                  "enrolment-url.txt",
                  find(ENROLMENT_URL, Running.get(grant), 0),
                  "federation",
                  "peer",
                  "add",
                  "-");
            });
    Future<Shown> tasks =
        running.start(
            () -> {
              Stream.of(peer, imported, task, homeLogin).forEach(Running::get);
              return run("home", "list", "tasks", "--source", "all", "--limit", "5");
            });
    Future<Shown> one =
        running.start(
            () ->
                run(
                    "home",
                    "get",
                    "tasks/" + find(FEDERATED_ROW, Running.get(tasks), 1),
                    "--source",
                    federated));
    Future<Shown> found =
        running.start(
            () -> {
              Stream.of(peer, imported, task, homeLogin).forEach(Running::get);
              return run("home", "search", "plan*", "--source", "all", "--limit", "4");
            });
    Future<Shown> capabilities =
        running.after(peer, () -> run("home", "capabilities", "--source", "all"));
    Future<Shown> denied =
        running.start(
            () -> {
              Stream.of(peer, homeLogin).forEach(Running::get);
              return run("home", "list", "credentials", "--source", federated);
            });

    chapter("At " + work + ", where the data is");
    show(workLogin, workUser, team, imported);
    chapter("At " + work + ": let " + home + " read some of what " + USER + " may read");
    show(scope, grant);
    chapter("At " + home + ", which will ask");
    show(homeLogin, task, token, peer);
    chapter("At " + home + ": rows of both sides, each with its source");
    show(tasks, one, found, capabilities);
    chapter("And what the grant does not give");
    showDenied(denied);
    return new Outcome(find(TOKEN, Running.get(token), 0));
  }

  /** The folder whose team the grant will include; any name where there is no folder. */
  private String firstFolder() {
    try (Stream<Path> entries = Files.list(documents)) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .findFirst()
          .orElse("team");
    } catch (IOException e) {
      throw new HarnessException("Cannot read " + documents, e);
    }
  }

  /** A command as typed, and what came of it. */
  private record Shown(String typed, CliResult result) {}

  private Shown login(String profile, Gateway gateway) {
    return run(
        profile,
        "login",
        gateway.settings().apiUrl().toString(),
        "--user",
        "admin",
        "--code-file",
        "../" + gateway.serverName() + "/data/initial-admin-code",
        "--ca",
        "../" + gateway.serverName() + "/data/ca-root.pem");
  }

  private Shown scope(Shown team) {
    ObjectNode scope = UserApi.object();
    List.of("tasks", "notes").forEach(scope.putArray("resources")::add);
    ObjectNode filters = scope.putObject("filters");
    for (String resource : List.of("tasks", "notes")) {
      ObjectNode filter = filters.putObject(resource).put("include_personal", true);
      UUID.matcher(team.result().output())
          .results()
          .forEach(id -> filter.withArray("include_teams").add(id.group()));
    }
    List.of("credentials", "api_keys").forEach(scope.putArray("excluded_resources")::add);
    scope.put("max_rows_per_query", 100);
    var _ = write("scope.json", scope.toPrettyString());
    return new Shown(
        "cat scope.json",
        new CliResult(List.of(), 0, scope.toPrettyString() + "\n", "", java.time.Duration.ZERO));
  }

  private Shown run(String profile, String... words) {
    return new Shown(typed(profile, words), pair.cluster().cli(profile).run(words));
  }

  private Shown runWithFile(String profile, String file, String content, String... words) {
    var _ = write(file, content);
    return new Shown(
        typed(profile, words) + " < " + file,
        pair.cluster().cli(profile).runWithInput(content + "\n", words));
  }

  private Path write(String file, String content) {
    return Directories.secretFile(pair.cluster().cli("home").directory().resolve(file), content);
  }

  private static String typed(String profile, String... words) {
    return Stream.concat(Stream.of("mosaic", "--profile", profile), Stream.of(words))
        .map(word -> word.matches("[A-Za-z0-9._:/=+-]+") ? word : "'" + word + "'")
        .collect(Collectors.joining(" "));
  }

  private void chapter(String title) {
    screen.line("");
    screen.line("── " + title + "  (" + screen.clock().strip() + ")");
  }

  @SafeVarargs
  private void show(Future<Shown>... commands) {
    for (Future<Shown> command : commands) {
      Shown shown = shown(command);
      if (shown.result().exit() != 0) {
        throw new HarnessException("this command failed with exit code " + shown.result().exit());
      }
    }
  }

  private void showDenied(Future<Shown> command) {
    Shown shown = shown(command);
    screen.line("  (exit code " + shown.result().exit() + ")");
    if (shown.result().exit() == 0 || !shown.result().error().contains("resource-not-in-scope")) {
      throw new HarnessException("this command should have been refused by the grant's scope");
    }
  }

  private Shown shown(Future<Shown> command) {
    screen.waitFor("running the commands");
    Shown shown = Running.get(command);
    screen.waitForNothing();
    screen.line("");
    screen.line("$ " + shown.typed());
    Stream.of(shown.result().output(), shown.result().error())
        .flatMap(String::lines)
        .forEach(line -> screen.line("  " + line));
    return shown;
  }

  private static String find(Pattern pattern, Shown shown, int group) {
    Matcher matcher = pattern.matcher(shown.result().output());
    if (shown.result().exit() != 0 || !matcher.find()) {
      throw new HarnessException("'%s' did not print what is needed".formatted(shown.typed()));
    }
    @Nullable String found = matcher.group(group);
    if (found == null) {
      throw new HarnessException("'%s' did not print what is needed".formatted(shown.typed()));
    }
    return found;
  }

  /** Starts commands, some of them as soon as another is done. */
  private record Running(ExecutorService executor) {
    Future<Shown> start(java.util.concurrent.Callable<Shown> command) {
      return executor.submit(command);
    }

    Future<Shown> after(Future<Shown> first, java.util.concurrent.Callable<Shown> command) {
      return executor.submit(
          () -> {
            Shown shown = get(first);
            if (shown.result().exit() != 0) {
              throw new HarnessException("'%s' failed before".formatted(shown.typed()));
            }
            return command.call();
          });
    }

    static Shown get(Future<Shown> command) {
      try {
        return command.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new HarnessException("A command could not be run", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new HarnessException("Interrupted", e);
      }
    }
  }
}
