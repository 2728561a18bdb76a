package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mosaic serve} with a database role that row-level security does not bind. */
@ExtendWith(SharedGateways.class)
final class DatabaseRoleTest {
  private final ServiceAddresses services;

  DatabaseRoleTest(SharedServices services) {
    this.services = services.addresses();
  }

  @Test
  void serve_roleIsSuperuser_isRefused(@TempDir Path directory) {
    GatewaySettings settings = settings(directory);
    settings.database().create();
    Path password =
        Directories.secretFile(directory.resolve("super.password"), services.superuserPassword());
    settings.write(as(services.superuser(), password));

    Ended ended = serve(settings);

    assertRefused(ended, settings, services.superuser());
  }

  @Test
  void serve_roleBypassesRowLevelSecurity_isRefused(@TempDir Path directory) {
    GatewaySettings settings = settings(directory);
    settings.database().create();
    settings.write(configuration -> {});
    var _ =
        settings
            .database()
            .execute("alter role " + settings.database().gatewayRole() + " bypassrls");

    Ended ended = serve(settings);

    assertRefused(ended, settings, settings.database().gatewayRole());
  }

  @Test
  void serve_roleOwnsTables_isRefused(@TempDir Path directory) throws Exception {
    GatewaySettings settings = settings(directory);
    settings.database().create();
    try (Connection connection = settings.database().connect();
        Statement statement = connection.createStatement()) {
      var _ = statement.execute("create table of_its_own (id int)");
      var _ =
          statement.execute("alter table of_its_own owner to " + settings.database().gatewayRole());
    }
    settings.write(configuration -> {});

    Ended ended = serve(settings);

    assertRefused(ended, settings, settings.database().gatewayRole());
  }

  /**
   * A temporary table {@code tasks} would come before ours, on a connection that others get, too.
   */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"temporary on database", "create on schema"})
  @Tag("T-32")
  void serve_roleMayMakeTables_isRefused(String privilege, @TempDir Path directory) {
    GatewaySettings settings = settings(directory);
    Database database = settings.database();
    database.create();
    var _ =
        database.execute(
            "grant %s %s to %s"
                .formatted(
                    privilege,
                    privilege.endsWith("schema") ? "public" : database.name(),
                    database.gatewayRole()));
    settings.write(configuration -> {});

    Ended ended = serve(settings);

    assertRefused(ended, settings, database.gatewayRole());
    assertThat(ended.log()).contains("is allowed to make tables", "revoke");
  }

  @Test
  void serve_roleIsTheMigrationRole_isRefusedOnTheFirstStart(@TempDir Path directory) {
    GatewaySettings settings = settings(directory);
    settings.database().create();
    settings.write(as(settings.database().owner(), directory.resolve("owner.password")));

    Ended ended = serve(settings);

    assertRefused(ended, settings, settings.database().owner());
  }

  private static Consumer<ObjectNode> as(String role, Path password) {
    return configuration ->
        configuration.withObject("/database").put("user", role).put("password", "file:" + password);
  }

  private GatewaySettings settings(Path directory) {
    String name = Names.unique("role");
    String address = Loopback.address();
    return new GatewaySettings(
        name + ".example",
        address,
        address,
        directory,
        Database.plan(services, name.replace('-', '_')),
        services);
  }

  private static Ended serve(GatewaySettings settings) {
    try (GatewayProcess process =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), Map.of(), settings.logFile())) {
      int exit = process.awaitExit(Deadline.inSeconds(60));
      return new Ended(exit, process.log());
    }
  }

  private void assertRefused(Ended ended, GatewaySettings settings, String role) {
    assertThat(ended.exit()).as(ended.log()).isNotZero();
    assertThat(ended.log())
        .contains(
            "role in PostgreSQL at %s:%d: role %s is"
                .formatted(services.postgresHost(), services.postgresPort(), role))
        .contains("database.user")
        .doesNotContain("\tat ")
        .doesNotContain(settings.database().gatewayPassword())
        .doesNotContain(settings.database().ownerPassword())
        .doesNotContain(services.superuserPassword())
        .doesNotContain(services.valkeyPassword());
    assertThat(settings.dataDirectory()).isEmptyDirectory();
    assertThat(
            settings
                .database()
                .count("select count(*) from pg_tables where tablename = 'federation_grants'"))
        .as("nothing was migrated")
        .isZero();
  }

  private record Ended(int exit, String log) {}
}
