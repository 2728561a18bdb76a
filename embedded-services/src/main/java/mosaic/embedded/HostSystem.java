package mosaic.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The Linux distribution of this machine, as its os-release file names it. */
record HostSystem(String id, String codename) {
  private static final Path OS_RELEASE = Path.of("/etc/os-release");

  static HostSystem detect() {
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (!System.getProperty("os.name", "").equals("Linux")
        || !(architecture.equals("amd64") || architecture.equals("x86_64"))) {
      throw new EmbeddedServiceException(
          "Embedded services are programs for Linux on amd64, and this is "
              + System.getProperty("os.name")
              + " on "
              + architecture
              + ".",
          "Set mosaic.database.* and mosaic.valkey.* to servers of your own.");
    }
    try {
      return parse(Files.readString(OS_RELEASE));
    } catch (IOException e) {
      return new HostSystem("linux", "unknown");
    }
  }

  static HostSystem parse(String osRelease) {
    Map<String, String> fields =
        osRelease
            .lines()
            .map(String::strip)
            .filter(line -> line.contains("=") && !line.startsWith("#"))
            .map(line -> line.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0],
                    pair -> pair[1].replaceAll("^[\"']|[\"']$", ""),
                    (first, second) -> second));
    return new HostSystem(
        fields.getOrDefault("ID", "linux"),
        fields.getOrDefault("VERSION_CODENAME", fields.getOrDefault("VERSION_ID", "unknown")));
  }

  boolean isDebian() {
    return id.equals("debian");
  }

  /** For the name of what was prepared for this system and may not run on another. */
  String label() {
    return (id + "-" + codename).replaceAll("[^A-Za-z0-9.-]", "_");
  }
}
