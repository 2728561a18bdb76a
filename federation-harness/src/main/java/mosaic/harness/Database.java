package mosaic.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The database of one gateway, made as an administrator would make it: an owner that migrates, a
 * role that the gateway works as, neither of them a superuser. The statements offered here run as
 * the superuser, whom no policy binds: what they see is what is really there.
 */
public final class Database {
  private final ServiceAddresses services;
  private final String name;
  private final String ownerPassword = Secrets.password();
  private final String gatewayPassword = Secrets.password();

  private Database(ServiceAddresses services, String name) {
    this.services = services;
    this.name = name;
  }

  /** A database that is still to be made, with new passwords. */
  public static Database plan(ServiceAddresses services, String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,40}")) {
      throw new HarnessException("Not a plain database name: " + name);
    }
    return new Database(services, name);
  }

  public String name() {
    return name;
  }

  public String owner() {
    return name + "_owner";
  }

  public String ownerPassword() {
    return ownerPassword;
  }

  public String gatewayRole() {
    return name + "_gateway";
  }

  public String gatewayPassword() {
    return gatewayPassword;
  }

  /** A connection as the superuser. */
  public Connection connect() {
    return connect(name, services.superuser(), services.superuserPassword());
  }

  /** A connection as the superuser, for statements that may take minutes. */
  Connection connectUnhurried() {
    return connect(name, services.superuser(), services.superuserPassword(), "0");
  }

  /** A connection as the role that the gateway itself uses. */
  public Connection connectAsGateway() {
    return connect(name, gatewayRole(), gatewayPassword);
  }

  /** A connection as the role that owns the tables. */
  public Connection connectAsOwner() {
    return connect(name, owner(), ownerPassword);
  }

  /** Runs one statement and returns how many rows it changed. */
  public int execute(String sql, @Nullable Object... arguments) {
    try (Connection connection = connect();
        PreparedStatement statement = prepare(connection, sql, arguments)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new HarnessException(sql, e);
    }
  }

  public List<List<@Nullable Object>> rows(String sql, @Nullable Object... arguments) {
    try (Connection connection = connect()) {
      return rows(connection, sql, arguments);
    } catch (SQLException e) {
      throw new HarnessException(sql, e);
    }
  }

  /** The rows of a query on a connection of one's own, for instance inside a transaction. */
  public static List<List<@Nullable Object>> rows(
      Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments);
        ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(result.getObject(column));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** The first column of every row, as text. */
  public List<String> texts(String sql, @Nullable Object... arguments) {
    return rows(sql, arguments).stream().map(row -> String.valueOf(row.getFirst())).toList();
  }

  /** The one value that the query yields, as text. */
  public String text(String sql, @Nullable Object... arguments) {
    List<String> texts = texts(sql, arguments);
    if (texts.size() != 1) {
      throw new HarnessException(texts.size() + " rows instead of one: " + sql);
    }
    return texts.getFirst();
  }

  public long count(String sql, @Nullable Object... arguments) {
    return Long.parseLong(text(sql, arguments));
  }

  /**
   * Makes the database and its two roles. pgvector is left to the gateway's migration, except where
   * the server lets only a superuser create it, as with Debian's own package.
   */
  public void create() {
    createWithoutPgvector();
    boolean trusted =
        count(
                "select count(*) from pg_available_extension_versions"
                    + " where name = 'vector' and trusted")
            > 0;
    if (!trusted) {
      var _ = execute("create extension vector");
    }
  }

  /** Makes the database and its two roles, as is enough for tier {@code standalone}. */
  public void createWithoutPgvector() {
    String administrative = "postgres";
    try (Connection connection =
            connect(administrative, services.superuser(), services.superuserPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(role(owner(), ownerPassword));
      statement.execute(role(gatewayRole(), gatewayPassword));
      statement.execute("create database " + name + " owner " + owner());
      statement.execute("revoke all on database " + name + " from public");
      statement.execute("grant connect on database " + name + " to " + gatewayRole());
    } catch (SQLException e) {
      throw new HarnessException("The database " + name + " could not be made", e);
    }
  }

  private static String role(String role, String password) {
    return "create role "
        + role
        + " login nosuperuser nocreatedb nocreaterole nobypassrls password '"
        + password
        + "'";
  }

  private Connection connect(String database, String user, String password) {
    return connect(database, user, password, "60");
  }

  private Connection connect(
      String database, String user, String password, String secondsOfPatience) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", secondsOfPatience);
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(services.postgresHost(), services.postgresPort(), database);
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      throw new HarnessException("No connection to " + url + " as " + user, e);
    }
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }
}
