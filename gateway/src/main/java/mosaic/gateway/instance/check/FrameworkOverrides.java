package mosaic.gateway.instance.check;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The framework reads more than we do: names with a profile before them, {@code .env} and {@code
 * config/application.properties} in the working directory, files that it is told of. What is set
 * there about its listeners would undo, unseen, what ours promise: HTTPS only, health and metrics
 * for the few, every endpoint guarded. What is set there about ours would be served with and was
 * never checked.
 */
final class FrameworkOverrides implements Check {
  private static final Subject SUBJECT = Subject.of("framework_overrides", "environment");

  private static final String CONFIG = "config/application.properties";

  /** A name may have a profile before it: {@code %prod.} or {@code _PROD_}. */
  private static final String PROFILE = "\\..+\\.";

  /** Names as {@link #plain} gives them. */
  private static final Pattern GUARDED =
      Pattern.compile(
          "(?:"
              + PROFILE
              + ")?(?:quarkus\\.(?:http|management|tls|security|profile|config)|smallrye\\.config"
              + "|config\\.ordinal)(?:\\..*)?");

  private final Map<String, String> environment;
  private final Properties properties;
  private final Path workingDirectory;
  private final Set<String> ours;
  private final Pattern oursInProfile;

  /**
   * A look at these.
   *
   * @param settings the names of our settings, such as {@code mosaic.api.port}
   */
  FrameworkOverrides(
      Map<String, String> environment,
      Properties properties,
      Path workingDirectory,
      Collection<String> settings) {
    this.environment = environment;
    this.properties = properties;
    this.workingDirectory = workingDirectory;
    this.ours =
        settings.stream().map(FrameworkOverrides::plain).collect(Collectors.toUnmodifiableSet());
    this.oursInProfile =
        Pattern.compile(
            PROFILE
                + ours.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?:", ")")));
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    environment.keySet().stream().filter(this::isOverride).forEach(names::add);
    properties.stringPropertyNames().stream().filter(this::isOverride).forEach(names::add);
    if (!names.isEmpty()) {
      found.add(
          Finding.failure(
              SUBJECT,
              "%s would change how the listeners are guarded"
                  .formatted(String.join(", ", names.stream().sorted().toList())),
              "unset it; CONFIGURATION.md lists the settings that there are"));
    }
    try {
      addFiles(found);
    } catch (IOException | IllegalArgumentException unreadable) {
      found.add(
          Finding.failure(
              SUBJECT,
              "file .env in the working directory cannot be read, and the framework would try",
              "mend or remove it, or start in another directory"));
    }
    return found.isEmpty()
        ? List.of(Finding.ok(SUBJECT, "no override of what guards the listeners"))
        : found;
  }

  private void addFiles(List<Finding> found) throws IOException {
    Path dotEnv = workingDirectory.resolve(".env");
    if (Files.isRegularFile(dotEnv)) {
      Properties inside = new Properties();
      try (Reader reader = Files.newBufferedReader(dotEnv)) {
        inside.load(reader);
      }
      List<String> names =
          inside.stringPropertyNames().stream()
              .filter(name -> isOverride(name) || ours.contains(plain(name)))
              .sorted()
              .toList();
      if (!names.isEmpty()) {
        found.add(
            Finding.failure(
                SUBJECT,
                "%s in file .env of the working directory would be served with, unchecked"
                    .formatted(String.join(", ", names)),
                "put settings into mosaic.config.json or the environment, or start in another"
                    + " directory"));
      }
    }
    if (Files.exists(workingDirectory.resolve(CONFIG))) {
      found.add(
          Finding.failure(
              SUBJECT,
              CONFIG + " in the working directory would be served with, unchecked",
              "put settings into mosaic.config.json, or start in another directory"));
    }
  }

  private boolean isOverride(String name) {
    String plain = plain(name);
    return GUARDED.matcher(plain).matches() || oursInProfile.matcher(plain).matches();
  }

  /** In the environment, any character that is no letter or digit stands for any such. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ".");
  }
}
