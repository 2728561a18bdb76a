package mosaic.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Valkey server program: the system's own, or one unpacked from Debian's packages. */
record ValkeyInstallation(Path program, Map<String, String> environment) {
  private static final String PACKAGE = "valkey-server";
  private static final Path SYSTEM = Path.of("/usr/bin/valkey-server");
  private static final String REMEDY =
      "Connect this machine to its Debian mirror once and start again (it is kept afterwards), or"
          + " install "
          + PACKAGE
          + ", or set mosaic.valkey.* to your own Valkey.";

  ValkeyInstallation {
    environment = Map.copyOf(environment);
  }

  static ValkeyInstallation prepare(ServiceCache cache, Consumer<String> progress) {
    HostSystem host = HostSystem.detect();
    if (Files.isExecutable(SYSTEM)) {
      return new ValkeyInstallation(SYSTEM, Map.of());
    }
    return unpacked(
        cache.entry(
            "valkey-" + host.label(),
            progress,
            directory -> {
              progress.accept("fetching Valkey through apt (once, about 10 MB)");
              Path work = directory.resolve(".apt");
              new DebianPackages(host, Files.createDirectories(work), REMEDY)
                  .unpackWithMissingDependencies(PACKAGE, suites(host), directory);
              ServiceCache.deleteRecursively(work);
              ServiceCache.deleteRecursively(directory.resolve("usr/share"));
              unpacked(directory).check();
            }));
  }

  /** Debian 12 has it in its backports, which apt takes when the release itself has none. */
  static List<String> suites(HostSystem host) {
    return host.codename().equals("bookworm")
        ? List.of("bookworm", "bookworm-backports")
        : List.of(host.codename());
  }

  private static ValkeyInstallation unpacked(Path root) {
    Path library = root.resolve("usr/lib/x86_64-linux-gnu");
    // The server is the checker under another name: it looks at what it was called as.
    return new ValkeyInstallation(
        root.resolve("usr/bin/valkey-server"), Map.of("LD_LIBRARY_PATH", library.toString()));
  }

  /** Runs it once, so that a library it lacks is found out here and not at the first start. */
  private void check() {
    Command command = Command.of(List.of(program.toString(), "--version"));
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    Command.Result result = command.run();
    if (!result.succeeded()) {
      throw new EmbeddedServiceException(
          "Valkey was unpacked and does not run on this machine.\n" + result.lastWords(), REMEDY);
    }
  }
}
