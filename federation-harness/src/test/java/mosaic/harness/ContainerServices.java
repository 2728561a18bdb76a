package mosaic.harness;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * PostgreSQL with pgvector and Valkey in containers. Images are never pulled: they are there or it
 * fails.
 */
final class ContainerServices implements SharedServices {
  private static final int POSTGRES_PORT = 5432;
  private static final int VALKEY_PORT = 6379;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PostgreSQLContainer postgres;
  private final GenericContainer<?> valkey;
  private final String valkeyPassword;

  private ContainerServices(
      PostgreSQLContainer postgres, GenericContainer<?> valkey, String valkeyPassword) {
    this.postgres = postgres;
    this.valkey = valkey;
    this.valkeyPassword = valkeyPassword;
  }

  /**
   * Starts both at once.
   *
   * @param postgresImage an image that behaves like {@code postgres} and has pgvector
   */
  static ContainerServices start(String postgresImage, String valkeyImage) {
    String valkeyPassword = Secrets.password();
    PostgreSQLContainer postgres =
        new PostgreSQLContainer(
                DockerImageName.parse(postgresImage).asCompatibleSubstituteFor("postgres"))
            .withImagePullPolicy(image -> false)
            .withDatabaseName("postgres")
            .withUsername("postgres")
            .withPassword(Secrets.password())
            .withCommand(
                "postgres", "-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off")
            .withStartupTimeout(PATIENCE);
    GenericContainer<?> valkey =
        new GenericContainer<>(DockerImageName.parse(valkeyImage))
            .withImagePullPolicy(image -> false)
            .withExposedPorts(VALKEY_PORT)
            .withCommand("valkey-server", "--requirepass", valkeyPassword, "--save", "")
            .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1))
            .withStartupTimeout(PATIENCE);
    ContainerServices services = new ContainerServices(postgres, valkey, valkeyPassword);
    try {
      Startables.deepStart(postgres, valkey).join();
    } catch (RuntimeException e) {
      // The one that did start must not stay behind.
      services.close();
      throw e;
    }
    return services;
  }

  @Override
  public ServiceAddresses addresses() {
    return new ServiceAddresses(
        postgres.getHost(),
        postgres.getMappedPort(POSTGRES_PORT),
        postgres.getUsername(),
        postgres.getPassword(),
        valkey.getHost(),
        valkey.getMappedPort(VALKEY_PORT),
        valkeyPassword);
  }

  @Override
  public void close() {
    Uninterrupted.run(
        () -> {
          valkey.stop();
          postgres.stop();
        });
  }
}
