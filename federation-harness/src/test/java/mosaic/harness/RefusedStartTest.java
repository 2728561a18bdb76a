package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code mosaic serve} of an instance that ran before, with one thing gone wrong since. That it ran
 * before shows that nothing else keeps it from starting.
 */
@ExtendWith(SharedGateways.class)
final class RefusedStartTest {
  private static GatewayCluster cluster;
  private static Gateway gateway;
  private static GatewaySettings settings;
  private static Database database;

  @BeforeAll
  static void runOnce(SharedServices services) {
    String name = Names.unique("refused") + ".example";
    cluster = GatewayCluster.builder(services.addresses()).gateway(name).start();
    gateway = cluster.gateway(name);
    settings = gateway.settings();
    database = gateway.database();
    gateway.process().stop();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Tag("M1-02")
  void serve_postgresUnreachable_refusesWithAddressAndRemedy() throws Exception {
    int port = closedPort();

    ServeRun run = ServeRun.of(settings, c -> c.withObject("/database").put("port", port));

    run.refuses(
        settings,
        "PostgreSQL at %s:%d: connection refused"
            .formatted(settings.services().postgresHost(), port),
        "database.host",
        "database.port");
  }

  @Test
  @Tag("M1-07")
  void serve_valkeyOrPgvectorGoneOrMasterKeyWrong_refusesEachWithItsOwnMessage() throws Exception {
    int port = closedPort();

    ServeRun withoutValkey = ServeRun.of(settings, c -> c.withObject("/valkey").put("port", port));
    GatewaySettings fresh = onServerWithoutPgvector();
    ServeRun withoutVector = ServeRun.of(fresh, RefusedStartTest::asItIs);
    Path otherKey =
        Directories.secretFile(settings.directory().resolve("other.key"), Secrets.masterKey());
    ServeRun withOtherKey = ServeRun.of(settings, c -> c.put("master_key", "file:" + otherKey));

    withoutValkey.refuses(
        settings,
        "Valkey at %s:%d: connection refused".formatted(settings.services().valkeyHost(), port),
        "valkey.host");
    withoutVector.refuses(
        fresh,
        "pgvector at %s:%d: ".formatted(services().postgresHost(), services().postgresPort()),
        "not installed on the server of PostgreSQL",
        "0.8.0 or newer",
        "create extension vector");
    withOtherKey.refuses(
        settings, "master key: it does not open the CA key", "set master_key to the key");
    assertThat(withOtherKey.log()).doesNotContain(Files.readString(otherKey).strip());
    assertThat(withoutValkey.log()).doesNotContain("pgvector", "master key");
    assertThat(withoutVector.log()).doesNotContain("Valkey", "master key");
    assertThat(withOtherKey.log()).doesNotContain("Valkey", "pgvector");
  }

  @Test
  void serve_severalThingsWrong_saysAllAtOnce() throws Exception {
    int postgres = closedPort();
    int valkey = closedPort();

    ServeRun run =
        ServeRun.of(
            settings,
            c -> {
              c.withObject("/database").put("port", postgres);
              c.withObject("/valkey").put("port", valkey);
              c.put("master_key", "file:" + settings.directory().resolve("no.key"));
            });

    run.refuses(settings, ":" + postgres + ": ", ":" + valkey + ": ", "setting master_key");
  }

  @Test
  void serve_searchLanguageThatPostgresqlDoesNotBring_refusesAndNamesThoseItDoes() {
    ServeRun run =
        ServeRun.of(settings, c -> c.putObject("search").put("language", "simple; klingon"));

    run.refuses(
        settings,
        "it does not have the one in search.language",
        "set search.language to one of arabic, ",
        "english");
  }

  @Test
  void serve_passwordsWrong_refusesBothRolesAndNamesTheSettings() {
    Path wrong = Directories.secretFile(settings.directory().resolve("wrong.password"), "wrong");

    ServeRun run =
        ServeRun.of(
            settings,
            c -> {
              c.withObject("/database")
                  .put("password", "file:" + wrong)
                  .put("migration_password", "file:" + wrong);
              c.withObject("/valkey").put("password", "file:" + wrong);
            });

    run.refuses(
        settings,
        "the role in database.user with the password in database.password",
        "the role in database.migration_user with the password in database.migration_password",
        "it does not accept the password");
  }

  @Test
  void serve_pgvectorDroppedSince_refuses() {
    var _ = database.execute("update pg_extension set extname = 'gone' where extname = 'vector'");
    try {
      ServeRun.of(settings, RefusedStartTest::asItIs)
          .refuses(settings, "not created in this database any more", "create extension vector");
    } finally {
      var _ = database.execute("update pg_extension set extname = 'vector' where extname = 'gone'");
    }
  }

  @Test
  void serve_pgvectorTooOld_saysWhichVersionIsNeededAndWhy() {
    String now = database.text("select extversion from pg_extension where extname = 'vector'");
    var _ =
        database.execute("update pg_extension set extversion = '0.7.4' where extname = 'vector'");
    try {
      ServeRun.of(settings, RefusedStartTest::asItIs)
          .refuses(settings, "version 0.7.4 is too old", "before 0.8.0 a filtered search may miss");
    } finally {
      var _ =
          database.execute("update pg_extension set extversion = ? where extname = 'vector'", now);
    }
  }

  @Test
  void serve_databaseOfNewerGateway_refusesAndChangesNothing() {
    var _ =
        database.execute(
            "insert into flyway_schema_history (installed_rank, version, description, type, script,"
                + " checksum, installed_by, execution_time, success)"
                + " values (99, '99', 'from the future', 'SQL', 'V99__x.sql', 1, 'x', 1, true)");
    try {
      ServeRun.of(settings, RefusedStartTest::asItIs)
          .refuses(
              settings,
              "migration core 99 (from the future) was applied by a newer gateway",
              "start the newer build again");
    } finally {
      var _ = database.execute("delete from flyway_schema_history where version = '99'");
    }
  }

  @Test
  void serve_migrationsChangedSinceApplied_namesEachOfThem() {
    var _ =
        database.execute(
            "update flyway_schema_history set checksum = checksum + 1 where version in ('1', '2')");
    try {
      ServeRun.of(settings, RefusedStartTest::asItIs)
          .refuses(settings, "migration core 1 (", "migration core 2 (", "it was changed after");
    } finally {
      var _ =
          database.execute(
              "update flyway_schema_history set checksum = checksum - 1 where version in ('1', '2')");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void serve_masterKeyFileOpenToOthers_refuses(String mode) throws Exception {
    Path open =
        Directories.secretFile(
            settings.directory().resolve("open.key"), Files.readString(settings.masterKeyFile()));
    var _ = Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));

    ServeRun run = ServeRun.of(settings, c -> c.put("master_key", "file:" + open));

    run.refuses(settings, "can be read or changed by other users", "chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "issuing"})
  void serve_authorityExpired_refuses(String kind) {
    String which = " where kind = '" + kind + "' and state = 'current'";
    String now = database.text("select certificate from certificate_authority" + which);
    String change = "update certificate_authority set certificate = ?" + which;
    var _ = database.execute(change, expired());
    try {
      ServeRun.of(settings, RefusedStartTest::asItIs)
          .refuses(settings, "its certificate expired on ");
    } finally {
      var _ = database.execute(change, now);
    }
  }

  @Test
  void serve_clockOfDatabaseSixMinutesAhead_refuses() {
    shadow(
        database,
        database.gatewayRole(),
        "create function shadow.clock_timestamp() returns timestamptz language sql as"
            + " $$ select pg_catalog.clock_timestamp() + interval '6 minutes' $$");
    try {
      ServeRun.of(settings, RefusedStartTest::asItIs)
          .refuses(settings, "clock of PostgreSQL at ", "ahead of ours", "more than 5 minutes");
    } finally {
      unshadow(database.gatewayRole());
    }
  }

  @Test
  void serve_managementForEverybody_refuses() {
    ServeRun.of(settings, c -> c.withObject("/management").put("host", "0.0.0.0"))
        .refuses(settings, "management listener at 0.0.0.0:", "would be shown to everybody");
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUARKUS_HTTP_INSECURE_REQUESTS", "_PROD_QUARKUS_HTTP_INSECURE_REQUESTS"})
  void serve_frameworkToldToServeWithoutTls_refuses(String variable) {
    ServeRun.of(settings, RefusedStartTest::asItIs, Map.of(variable, "enabled"))
        .refuses(settings, variable + " would change how the listeners");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Djdk.tls.server.newSessionTicketCount=1",
        "-Djdk.tls.server.enableSessionTicketExtension=true"
      })
  void serve_sessionTicketsTurnedOn_refuses(String flag) {
    ServeRun.of(settings, RefusedStartTest::asItIs, Map.of("MOSAIC_JAVA_OPTIONS", flag))
        .refuses(settings, "would hand out TLS session tickets");
  }

  @Test
  void serve_hostNamesOfServersNotVerified_refuses() {
    ServeRun.of(
            settings,
            c -> c.withObject("/management").put("host", "0.0.0.0"),
            Map.of("MOSAIC_JAVA_OPTIONS", "-Djdk.internal.httpclient.disableHostnameVerification"))
        .refuses(settings, "would not look whether a certificate is for the server's name");
  }

  @Test
  void serve_dataDirectoryOpenToAll_refuses() throws Exception {
    Path open = Directories.make(settings.directory().resolve("open-data"));
    var _ = Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    ServeRun.of(settings, c -> c.put("data_directory", open.toString()))
        .refuses(settings, "can be changed by every user");
  }

  private static void asItIs(ObjectNode configuration) {}

  private static ServiceAddresses services() {
    return settings.services();
  }

  /** An instance that never ran, whose server has no pgvector as far as its catalogue says. */
  private static GatewaySettings onServerWithoutPgvector() {
    String name = Names.unique("fresh");
    Database none = Database.plan(services(), name.replace('-', '_'));
    none.createWithoutPgvector();
    shadow(
        none,
        none.owner(),
        "create view shadow.pg_available_extensions as"
            + " select name, default_version from pg_catalog.pg_available_extensions where false");
    String address = Loopback.address();
    return new GatewaySettings(
        name + ".example", address, address, cluster.directory().resolve(name), none, services());
  }

  /** A role sees this instead of what the server has: its catalogue comes second for it. */
  private static void shadow(Database in, String role, String statement) {
    var _ = in.execute("create schema shadow");
    var _ = in.execute(statement);
    var _ = in.execute("grant usage on schema shadow to " + role);
    if (statement.contains("view")) {
      var _ = in.execute("grant select on all tables in schema shadow to " + role);
    }
    var _ = in.execute("alter role " + role + " set search_path = shadow, pg_catalog, public");
  }

  private static void unshadow(String role) {
    var _ = database.execute("alter role " + role + " reset search_path");
    var _ = database.execute("drop schema shadow cascade");
  }

  private static String expired() {
    KeyPair pair = Keys.p256();
    X500Name name = new X500Name("CN=expired");
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(Duration.ofDays(20))),
            Date.from(now.minus(Duration.ofDays(10))),
            name,
            pair.getPublic());
    Authority.extension(builder, Extension.basicConstraints, true, new BasicConstraints(true));
    return Pem.text(Authority.sign(builder, pair.getPrivate(), "SHA256withECDSA"));
  }

  /** Nothing listens there, as long as nobody else begins to. */
  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
