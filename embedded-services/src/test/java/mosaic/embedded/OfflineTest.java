package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without its package mirror: apt is given a proxy at which nobody listens. */
class OfflineTest {
  private static final String SECRET = "proxy-password";

  @TempDir Path directory;

  @Test
  void start_mirrorOutOfReach_saysWhichPackageAndWhatToDo() throws IOException {
    for (String service : new String[] {"postgres", "valkey"}) {
      try (ChildJvm jvm =
          ChildJvm.start(ColdStart.class, aptWithoutNetwork(), service, directory.toString())) {
        String output = jvm.rest();

        assertThat(jvm.exitCode()).isEqualTo(3);
        assertThat(output)
            .containsPattern("The Debian package (postgresql-17-pgvector|valkey-server) is needed")
            .contains("apt-get ended with code 100")
            .contains("Connect this machine to its Debian mirror once")
            .containsPattern("set mosaic\\.(database|valkey)\\.\\* to your own")
            .doesNotContain(SECRET);
      }
    }
    try (var left = Files.list(directory.resolve("cache"))) {
      assertThat(left).allMatch(path -> path.toString().endsWith(".lock"));
    }
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private Map<String, String> aptWithoutNetwork() throws IOException {
    String proxy = "\"http://user:" + SECRET + "@127.0.0.1:9\";\n";
    Path configuration =
        Files.writeString(
            directory.resolve("apt.conf"),
            "Acquire::http::Proxy " + proxy + "Acquire::https::Proxy " + proxy);
    return Map.of("APT_CONFIG", configuration.toString());
  }

  /** Starts one service with an empty cache and shows the message it fails with. */
  static final class ColdStart {
    public static void main(String[] arguments) {
      Path directory = Path.of(arguments[1]);
      try (AutoCloseable service = start(arguments[0], directory)) {
        System.out.println("started " + service);
      } catch (EmbeddedServiceException e) {
        System.out.println(e.getMessage());
        System.exit(3);
      } catch (Exception e) {
        e.printStackTrace(System.out);
        System.exit(4);
      }
    }

    private static AutoCloseable start(String service, Path directory) {
      Path cache = directory.resolve("cache");
      return service.equals("postgres")
          ? EmbeddedPostgres.builder()
              .dataDirectory(directory.resolve("data"))
              .cacheDirectory(cache)
              .start()
          : EmbeddedValkey.builder().cacheDirectory(cache).start();
    }
  }
}
