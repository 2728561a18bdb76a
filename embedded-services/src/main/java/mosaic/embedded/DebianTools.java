package mosaic.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Programs of Debian packages that a test needs, without installing anything: unpacked once into
 * the cache, with those of their libraries that this machine does not have.
 *
 * @param root what was unpacked; empty where the machine has it all
 */
public record DebianTools(Path root) {
  private static final String REMEDY =
      "Connect this machine to its Debian mirror once and run again (it is kept afterwards), or"
          + " install the package.";

  /** Fetches these packages, unless the cache has them. */
  public static DebianTools prepare(
      ServiceCache cache, List<String> packages, Consumer<String> progress) {
    HostSystem host = HostSystem.detect();
    return new DebianTools(
        cache.entry(
            "tools-" + String.join("-", packages) + "-" + host.label(),
            progress,
            directory -> {
              Path work = Files.createDirectories(directory.resolve(".apt"));
              DebianPackages debian = new DebianPackages(host, work, REMEDY);
              for (String name : packages) {
                progress.accept("fetching " + name + " through apt (once)");
                debian.unpackWithMissingDependencies(name, List.of(host.codename()), directory);
              }
              ServiceCache.deleteRecursively(work);
              ServiceCache.deleteRecursively(directory.resolve("usr/share"));
            }));
  }

  /** The path of a program: as unpacked, or the system's own. */
  public String program(String name) {
    Path unpacked = root.resolve("usr/bin").resolve(name);
    return Files.isExecutable(unpacked) ? unpacked.toString() : name;
  }

  /** What a program has to find in its environment. */
  public Map<String, String> environment() {
    return Map.of("LD_LIBRARY_PATH", root.resolve("usr/lib/x86_64-linux-gnu").toString());
  }
}
