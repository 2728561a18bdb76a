package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir Path directory;

  @Test
  void start_firstTime_answersNearestNeighbourQuery() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      execute(
          postgres,
          "create extension vector",
          "create table place (name text, at vector(2))",
          "create index on place using hnsw (at vector_l2_ops)",
          "insert into place values ('far', '[9,9]'), ('near', '[1,2]'), ('middle', '[4,4]')");

      List<String> names =
          query(postgres, "select name from place order by at <-> '[1,1]' limit 2");

      assertThat(names).containsExactly("near", "middle");
      assertThat(query(postgres, "select extversion from pg_extension where extname = 'vector'"))
          .containsExactly(postgres.pgvectorVersion());
      assertThat(query(postgres, "show server_version")).containsExactly("17.11");
      assertThat(postgres.version()).startsWith("17.11");
    }
  }

  @Test
  void start_withoutPgvector_hasNoneToInstallAndKeepsItsDataForAStartWithIt() throws SQLException {
    try (EmbeddedPostgres plain = builder().pgvector(false).start()) {
      execute(plain, "create table kept (value int)", "insert into kept values (42)");

      assertThat(query(plain, "select count(*) from pg_available_extensions where name = 'vector'"))
          .containsExactly("0");
      assertThatThrownBy(() -> execute(plain, "create extension vector"))
          .hasMessageContaining("vector");
    }

    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "create extension vector");
      assertThat(query(postgres, "select value from kept")).containsExactly("42");
    }
  }

  @Test
  void createExtension_byOwnerOfTheDatabase_needsNoSuperuser() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      execute(
          postgres,
          "create role owner login password 'secret'",
          "create role other login password 'secret'",
          "create database owned owner owner");

      try (Connection owner = connect(postgres, "owned", "owner");
          Connection other = connect(postgres, "owned", "other")) {
        assertThatThrownBy(() -> execute(other, "create extension vector"))
            .hasMessageContaining("permission denied");
        execute(owner, "create extension vector");
      }
    }
  }

  @Test
  void start_sameDirectoryAgain_keepsDataAndPassword() throws SQLException {
    String password;
    try (EmbeddedPostgres first = start()) {
      password = first.password().reveal();
      execute(first, "create table kept (value int)", "insert into kept values (42)");
    }

    try (EmbeddedPostgres second = start()) {
      assertThat(second.password().reveal()).isEqualTo(password);
      assertThat(query(second, "select value from kept")).containsExactly("42");
    }
  }

  @Test
  void start_afterInterruptedInitialisation_makesACompleteCluster()
      throws IOException, SQLException {
    Path half = Files.createDirectories(directory.resolve("cluster.unfinished-1"));
    Files.writeString(half.resolve("PG_VERSION"), "17\n");

    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(postgres, "select 1")).containsExactly("1");
    }

    assertThat(half).doesNotExist();
  }

  @Test
  void start_always_appliesTheSettingsPromised() throws SQLException {
    try (EmbeddedPostgres postgres = start()) {
      assertThat(
              query(
                  postgres,
                  """
                  select name || '=' || reset_val from pg_settings where name in (
                    'listen_addresses', 'unix_socket_directories', 'jit', 'max_connections',
                    'max_parallel_maintenance_workers', 'shared_buffers', 'fsync',
                    'password_encryption', 'server_encoding', 'log_timezone') order by name
                  """))
          .containsExactlyInAnyOrder(
              "fsync=off",
              "jit=off",
              "listen_addresses=127.0.0.1",
              "max_connections=200",
              "max_parallel_maintenance_workers=0",
              "password_encryption=scram-sha-256",
              "server_encoding=UTF8",
              "shared_buffers=8192",
              "log_timezone=UTC",
              "unix_socket_directories=");
      assertThat(query(postgres, "select distinct auth_method from pg_hba_file_rules"))
          .containsExactly("scram-sha-256");
      assertThat(
              query(
                  postgres,
                  "select datlocprovider::text || ' ' || datlocale from pg_database"
                      + " where datname = 'postgres'"))
          .containsExactly("b C.UTF-8");
    }
  }

  @Test
  void start_durable_writesThrough() throws SQLException {
    try (EmbeddedPostgres postgres = builder().durable(true).start()) {
      assertThat(
              query(
                  postgres,
                  "select setting from pg_settings"
                      + " where name in ('fsync', 'full_page_writes', 'synchronous_commit')"))
          .containsExactly("on", "on", "on");
    }
  }

  @Test
  void start_otherLoopbackAddress_listensThereOnly() throws SQLException {
    try (EmbeddedPostgres postgres = builder().host("127.9.8.7").start()) {
      assertThat(query(postgres, "select host(inet_server_addr())")).containsExactly("127.9.8.7");
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(
                      "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres",
                      postgres.superuser(),
                      postgres.password().reveal()))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void start_addressThatLeavesTheMachine_isRefused() {
    for (String host : List.of("0.0.0.0", "::", "192.0.2.1", "localhost", "")) {
      assertThatThrownBy(() -> builder().host(host).start())
          .isInstanceOf(EmbeddedServiceException.class)
          .hasMessageContaining("loopback only")
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void start_portInUse_saysWhichAndLeavesNothing() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> builder().port(taken.getLocalPort()).start())
          .isInstanceOf(EmbeddedServiceException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("another program")
          .hasMessageContaining("choose another port");
    }
    assertThat(mentioningDirectory()).isEmpty();
    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.isRunning()).isTrue();
    }
  }

  @Test
  void start_directoryInUse_isRefusedAndTheFirstGoesOn() throws SQLException {
    try (EmbeddedPostgres first = start()) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(this::start)
            .isInstanceOf(EmbeddedServiceException.class)
            .hasMessageContaining("in use");
      }
      assertThat(query(first, "select 1")).containsExactly("1");
    }
  }

  @Test
  void start_directoryOfAnotherPostgres_isRefusedAndLeftAlone() throws IOException {
    Files.writeString(directory.resolve("PG_VERSION"), "15\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("not made here");

    assertThat(directory).isDirectoryNotContaining(path -> path.endsWith("cluster"));
  }

  @Test
  void start_clusterWithoutPassword_saysWhatIsLost() throws IOException {
    start().close();
    Files.delete(directory.resolve("superuser-password"));

    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("superuser-password")
        .hasMessageContaining("Restore");
  }

  @Test
  void start_damagedCluster_showsTheEndOfTheLog() throws IOException {
    String password;
    try (EmbeddedPostgres postgres = start()) {
      password = postgres.password().reveal();
    }
    Files.delete(directory.resolve("cluster/global/pg_control"));

    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("pg_control")
        .hasMessageContaining("server.log")
        .message()
        .doesNotContain(password);
    assertThat(mentioningDirectory()).isEmpty();
  }

  @Test
  void connect_wrongOrNoPassword_isRefused() {
    try (EmbeddedPostgres postgres = start()) {
      for (String wrong : List.of("wrong", "postgres", "")) {
        assertThatThrownBy(
                () ->
                    DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.superuser(), wrong))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password");
      }
    }
  }

  @Test
  void commandLines_duringAndAfterStart_holdNoSecret() {
    List<EmbeddedPostgres> started = new ArrayList<>();

    Set<String> seen = ProcessTable.commandLinesDuring(() -> started.add(start()));

    try (EmbeddedPostgres postgres = started.getFirst()) {
      // The look was close enough to see initdb, whose job it is to set the password.
      assertThat(seen).anyMatch(line -> line.contains("--pwfile=" + directory));
      assertThat(seen).noneMatch(line -> line.contains(postgres.password().reveal()));
      assertThat(ProcessTable.commandLine(postgres.processId()))
          .contains("bin/postgres")
          .contains(directory.toString());
      assertThat(ProcessTable.commandLines())
          .noneMatch(line -> line.contains(postgres.password().reveal()));
      assertThat(postgres.toString()).doesNotContain(postgres.password().reveal());
      assertThat("" + postgres.password()).isEqualTo("***");
    }
  }

  @Test
  void dataDirectory_afterStart_isReadableByItsOwnerOnly() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      Path data = postgres.dataDirectory();
      assertThat(mode(data.resolve("superuser-password"))).isEqualTo("rw-------");
      assertThat(mode(data.resolve("cluster"))).isEqualTo("rwx------");
      assertThat(data)
          .isDirectoryNotContaining(path -> path.toString().contains("unfinished"))
          .isDirectoryNotContaining(path -> path.toString().contains("password."));
    }
  }

  @Test
  void log_afterFailedStatement_holdsNeitherStatementNorValue() throws SQLException, IOException {
    try (EmbeddedPostgres postgres = start()) {
      execute(postgres, "create table one (value text primary key)");
      execute(postgres, "insert into one values ('private-key')");
      for (String statement :
          List.of("select 'private-number'::int", "insert into one values ('private-key')")) {
        assertThatThrownBy(() -> execute(postgres, statement)).isInstanceOf(SQLException.class);
      }
    }

    assertThat(directory.resolve("server.log"))
        .content()
        .contains("ready")
        .doesNotContain("private");
  }

  @Test
  void close_withOpenTransaction_leavesNoProcess() throws SQLException {
    EmbeddedPostgres postgres = start();
    try (Connection open = connect(postgres);
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("create table never_committed (value int)");
      List<Long> all = ProcessTable.tree(postgres.processId());
      assertThat(all).hasSizeGreaterThan(4);

      postgres.close();

      assertThat(all).noneMatch(ProcessTable::runs);
      assertThat(postgres.isRunning()).isFalse();
      postgres.close();
    }
    assertThat(directory.resolve("server.log")).content().contains("database system is shut down");
  }

  @Test
  void start_fromAThreadThatEnds_keepsRunning() throws Exception {
    List<EmbeddedPostgres> started = new ArrayList<>();
    Thread thread = Thread.ofPlatform().start(() -> started.add(start()));
    thread.join();

    try (EmbeddedPostgres postgres = started.getFirst()) {
      assertThat(query(postgres, "select 1")).containsExactly("1");
      assertThat(postgres.recentLog()).doesNotContain("shutdown");
    }
  }

  @Test
  void start_fourAtOnce_giveEachItsPort() {
    List<EmbeddedPostgres> all =
        List.of("a", "b", "c", "d").parallelStream()
            .map(name -> builder().dataDirectory(directory.resolve(name)).start())
            .toList();
    try {
      assertThat(all).extracting(EmbeddedPostgres::port).doesNotHaveDuplicates();
      assertThat(all).allMatch(EmbeddedPostgres::isRunning);
    } finally {
      all.forEach(EmbeddedPostgres::close);
    }
  }

  @Test
  void remedyFor_userWithoutName_saysWhatIsMissing() {
    String remedy =
        PostgresCluster.remedyFor(
            "initdb: error: could not look up effective user ID 4711: user does not exist");

    assertThat(remedy).contains("/etc/passwd");
  }

  private EmbeddedPostgres start() {
    return builder().start();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder().dataDirectory(directory).durable(false);
  }

  private List<String> mentioningDirectory() {
    return ProcessTable.commandLines().stream()
        .filter(line -> line.contains(directory.toString()))
        .toList();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password().reveal());
  }

  private static Connection connect(EmbeddedPostgres postgres, String database, String role)
      throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(database), role, "secret");
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (Connection connection = connect(postgres)) {
      execute(connection, statements);
    }
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> query(EmbeddedPostgres postgres, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
