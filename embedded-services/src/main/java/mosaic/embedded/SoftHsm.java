package mosaic.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * SoftHSM, a PKCS#11 token in software, out of Debian's packages: for trying what a real token
 * would do. Nothing is installed; its tokens are in a directory of the caller's.
 */
public final class SoftHsm {
  private static final String PACKAGE = "softhsm2";
  private static final String REMEDY =
      "Connect this machine to its Debian mirror once and start again (it is kept afterwards).";

  private final Path root;

  private SoftHsm(Path root) {
    this.root = root;
  }

  /** Fetches it, unless it is in the cache already. */
  public static SoftHsm prepare(ServiceCache cache, Consumer<String> progress) {
    HostSystem host = HostSystem.detect();
    return new SoftHsm(
        cache.entry(
            PACKAGE + "-" + host.label(),
            progress,
            directory -> {
              progress.accept("fetching SoftHSM through apt (once, about 1 MB)");
              Path work = Files.createDirectories(directory.resolve(".apt"));
              new DebianPackages(host, work, REMEDY)
                  .unpackWithMissingDependencies(PACKAGE, List.of(host.codename()), directory);
              ServiceCache.deleteRecursively(work);
              ServiceCache.deleteRecursively(directory.resolve("usr/share"));
              var _ = find(directory, "libsofthsm2.so");
            }));
  }

  /** The PKCS#11 library. */
  public Path library() {
    return find(root, "libsofthsm2.so");
  }

  /** What a process needs in its environment to see the tokens in a directory. */
  public Map<String, String> environment(Path tokens) {
    return Map.of(
        "SOFTHSM2_CONF", tokens.resolveSibling(tokens.getFileName() + ".conf").toString());
  }

  /** Makes a token in a directory, which is made when it is missing. */
  public void initialise(Path tokens, String label, String pin) {
    try {
      Files.createDirectories(tokens);
      Map<String, String> environment = environment(tokens);
      Files.writeString(
          Path.of(environment.get("SOFTHSM2_CONF")),
          "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
              .formatted(tokens));
      Command command =
          Command.of(
              List.of(
                  find(root, "softhsm2-util").toString(),
                  "--module",
                  library().toString(),
                  "--init-token",
                  "--free",
                  "--label",
                  label,
                  "--so-pin",
                  pin,
                  "--pin",
                  pin));
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        command = command.with(variable.getKey(), variable.getValue());
      }
      Command.Result result = command.run();
      if (!result.succeeded()) {
        throw new EmbeddedServiceException("SoftHSM made no token.\n" + result.lastWords(), REMEDY);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path find(Path root, String name) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().equals(name) && Files.isRegularFile(file))
          .findFirst()
          .orElseThrow(
              () ->
                  new EmbeddedServiceException(
                      "SoftHSM was unpacked without " + name + ".", REMEDY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
