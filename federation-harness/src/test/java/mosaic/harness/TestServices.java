package mosaic.harness;

import java.util.Map;

/**
 * Which services the tests run on: embedded ones, or containers when {@code MOSAIC_TEST_SERVICES}
 * says {@code containers}. {@code ./mosaic test} decides that by asking Docker for the engine and
 * the images; here nothing is tried out, so that an engine that fails is a failure and not another
 * choice.
 */
final class TestServices {
  private TestServices() {}

  static SharedServices start() {
    Map<String, String> environment = System.getenv();
    String choice = environment.getOrDefault("MOSAIC_TEST_SERVICES", "embedded");
    return switch (choice) {
      case "embedded" -> {
        say("embedded PostgreSQL and Valkey");
        yield SharedServices.start(System.out::println);
      }
      case "containers" -> {
        String postgres = environment.getOrDefault("POSTGRES_IMAGE", "pgvector/pgvector:pg17");
        String valkey = environment.getOrDefault("VALKEY_IMAGE", "valkey/valkey:8");
        say("Testcontainers with " + postgres + " and " + valkey);
        yield ContainerServices.start(postgres, valkey);
      }
      default ->
          throw new HarnessException(
              "MOSAIC_TEST_SERVICES is '%s'; use embedded or containers".formatted(choice));
    };
  }

  /** The launcher looks for this line. */
  private static void say(String services) {
    System.out.println("services of the tests: " + services);
  }
}
