package mosaic.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs out of Debian packages, without installing anything: apt works with lists, sources and
 * downloads of its own in a directory of ours, checks the archive's signatures as always, and what
 * it fetched is unpacked there. Needs no root. Which mirror, proxy and credentials to use is the
 * system's own configuration; there is no address in here.
 */
final class DebianPackages {
  private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HostSystem host;
  private final Path work;
  private final String remedy;

  /**
   * @param work an empty directory, deleted by the caller
   * @param remedy what to tell a person when a package is not to be had
   */
  DebianPackages(HostSystem host, Path work, String remedy) {
    this.host = host;
    this.work = work;
    this.remedy = remedy;
  }

  /** Unpacks one package of one suite into {@code target}, without what it depends on. */
  void unpack(String name, List<String> suites, Path target) throws IOException {
    Path downloads = Files.createDirectories(work.resolve("downloads"));
    update(name, suites);
    // The packages of this machine are not in question, so apt is told that it has none.
    run(name, apt("Dir::State::status=/dev/null", "download", name).in(downloads));
    unpackAll(downloads, target);
  }

  /** Unpacks a package and whatever it depends on that this machine does not have. */
  void unpackWithMissingDependencies(String name, List<String> suites, Path target)
      throws IOException {
    update(name, suites);
    run(
        name,
        apt(
            "Dir::State::status=/var/lib/dpkg/status",
            "install",
            "--yes",
            "--no-install-recommends",
            "--download-only",
            name));
    unpackAll(work.resolve("cache/archives"), target);
  }

  private void update(String name, List<String> suites) throws IOException {
    if (!host.isDebian()) {
      throw new EmbeddedServiceException(
          "The Debian package " + name + " is needed, and this system is " + host.label() + ".",
          remedy);
    }
    Files.createDirectories(work.resolve("state/lists/partial"));
    Files.createDirectories(work.resolve("cache/archives/partial"));
    List<String> failures = new ArrayList<>();
    for (String mirror : mirrors(name)) {
      String signedBy = Files.exists(KEYRING) ? "[signed-by=" + KEYRING + "] " : "";
      Files.writeString(
          work.resolve("sources.list"),
          suites.stream()
              .map(suite -> "deb " + signedBy + mirror + " " + suite + " main\n")
              .collect(Collectors.joining()));
      Command.Result updated = apt("Dir::State::status=/dev/null", "update").within(PATIENCE).run();
      if (updated.succeeded()) {
        return;
      }
      failures.add(updated.lastWords());
    }
    throw unavailable(name, String.join("\n", failures));
  }

  /** The Debian mirrors that the system's own apt uses for its own release. */
  private List<String> mirrors(String name) {
    Command.Result targets =
        Command.of(
                List.of(
                    "apt-get",
                    "indextargets",
                    "--no-release-info",
                    "--format",
                    "$(REPO_URI) $(RELEASE) $(COMPONENT)",
                    "Created-By: Packages"))
            .withOurEnvironment()
            .run();
    List<String> mirrors =
        targets
            .output()
            .lines()
            .map(line -> line.split(" "))
            .filter(words -> words.length == 3 && words[2].equals("main"))
            .filter(words -> words[1].equals(host.codename()) || words[1].endsWith("stable"))
            .map(words -> words[0])
            .distinct()
            .toList();
    if (!targets.succeeded() || mirrors.isEmpty()) {
      throw unavailable(
          name,
          "apt names no source for "
              + host.codename()
              + " main.\n"
              + Command.lastLines(targets.output()));
    }
    return mirrors;
  }

  private void run(String name, Command command) {
    Command.Result result = command.within(PATIENCE).run();
    if (!result.succeeded()) {
      throw unavailable(name, result.lastWords());
    }
  }

  private Command apt(String status, String... words) {
    List<String> all = new ArrayList<>(List.of("apt-get", "-q"));
    Stream.of(
            "Dir::State=" + work.resolve("state"),
            "Dir::Cache=" + work.resolve("cache"),
            "Dir::Etc::sourcelist=" + work.resolve("sources.list"),
            "Dir::Etc::sourceparts=/dev/null",
            "Dir::Etc::preferences=/dev/null",
            "Dir::Etc::preferencesparts=/dev/null",
            status,
            // Whatever the system allows itself: an unsigned package is not for us.
            "Acquire::AllowInsecureRepositories=false",
            "Acquire::AllowDowngradeToInsecureRepositories=false",
            "APT::Get::AllowUnauthenticated=false",
            // Without this, apt-get update succeeds with a warning when it reached nothing.
            "APT::Update::Error-Mode=any",
            "APT::Sandbox::User=root",
            "Debug::NoLocking=true",
            "Acquire::Languages=none",
            "Acquire::Retries=2")
        .forEach(option -> all.addAll(List.of("-o", option)));
    all.addAll(List.of(words));
    return Command.of(all).withOurEnvironment();
  }

  private static void unpackAll(Path packages, Path target) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(packages, "*.deb")) {
      for (Path file : files) {
        Command.Result result =
            Command.of(List.of("dpkg-deb", "-x", file.toString(), target.toString())).run();
        if (!result.succeeded()) {
          throw new IOException(result.lastWords());
        }
      }
    }
  }

  private EmbeddedServiceException unavailable(String name, String why) {
    return new EmbeddedServiceException(
        "The Debian package " + name + " is needed, and apt could not get it.\n" + why, remedy);
  }
}
