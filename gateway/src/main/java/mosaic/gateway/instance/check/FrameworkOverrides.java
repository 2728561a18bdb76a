package mosaic.gateway.instance.check;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The framework reads the environment as well. What is set there about its listeners would undo,
 * unseen, what ours promise: HTTPS only, health and metrics for the few, every endpoint guarded.
 */
final class FrameworkOverrides implements Check {
  private static final Subject SUBJECT = Subject.of("framework_overrides", "environment");
  private static final List<String> GUARDED =
      List.of("quarkus.http.", "quarkus.management.", "quarkus.tls.", "quarkus.security.");

  private final Map<String, String> environment;
  private final Properties properties;

  FrameworkOverrides(Map<String, String> environment, Properties properties) {
    this.environment = environment;
    this.properties = properties;
  }

  @Override
  public List<Finding> look() {
    List<String> found =
        Stream.concat(
                environment.keySet().stream()
                    .filter(name -> isGuarded(name.toLowerCase(Locale.ROOT).replace('_', '.'))),
                properties.stringPropertyNames().stream().filter(FrameworkOverrides::isGuarded))
            .sorted()
            .toList();
    if (found.isEmpty()) {
      return List.of(Finding.ok(SUBJECT, "no override of what guards the listeners"));
    }
    return List.of(
        Finding.failure(
            SUBJECT,
            "%s would change how the listeners are guarded".formatted(String.join(", ", found)),
            "unset it; CONFIGURATION.md lists the settings that there are"));
  }

  private static boolean isGuarded(String name) {
    return GUARDED.stream().anyMatch(name::startsWith);
  }
}
