package mosaic.gateway.resource.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mosaic.gateway.database.Database;

/** How PostgreSQL carried out a statement: what it says to {@code explain (analyze)}. */
record Plan(JsonNode root, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether PostgreSQL plans a prepared statement anew for its parameters, or once for all. */
  enum Mode {
    FORCE_CUSTOM_PLAN,
    FORCE_GENERIC_PLAN
  }

  /** Carries out a statement as a user, prepared as the gateway prepares it. */
  static Plan of(Connection gateway, UUID user, Mode mode, String sql, Tuple parameters)
      throws SQLException {
    return carriedOut(
        gateway,
        user,
        mode,
        sql,
        parameters,
        "explain (analyze, format json) ",
        result -> {
          if (!result.next()) {
            throw new IllegalStateException("no plan");
          }
          String text = result.getString(1);
          return new Plan(parse(text).path(0).path("Plan"), text);
        });
  }

  /** The ids of the rows that a statement gives a user. */
  static List<UUID> ids(Connection gateway, UUID user, String sql, Tuple parameters)
      throws SQLException {
    return carriedOut(
        gateway,
        user,
        Mode.FORCE_CUSTOM_PLAN,
        sql,
        parameters,
        "",
        result -> {
          List<UUID> ids = new ArrayList<>();
          while (result.next()) {
            ids.add(result.getObject("id", UUID.class));
          }
          return ids;
        });
  }

  private interface Reading<T> {
    T read(ResultSet result) throws SQLException;
  }

  private static <T> T carriedOut(
      Connection gateway,
      UUID user,
      Mode mode,
      String sql,
      Tuple parameters,
      String explain,
      Reading<T> reading)
      throws SQLException {
    try (Statement statement = gateway.createStatement()) {
      statement.execute(Database.BEGIN_READ);
      statement.execute("set local plan_cache_mode = " + mode);
      statement.execute("select enter_user('" + user + "')");
      statement.execute("prepare asked as " + sql);
      try (ResultSet result =
          statement.executeQuery(explain + "execute asked" + values(parameters))) {
        return reading.read(result);
      } finally {
        statement.execute("rollback");
        statement.execute("deallocate all");
      }
    }
  }

  private static String values(Tuple parameters) {
    return parameters.size() == 0
        ? ""
        : IntStream.range(0, parameters.size())
            .mapToObj(i -> literal(parameters.getValue(i)))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The kinds of scans of a table, such as {@code Index Scan}. */
  List<String> scansOf(String table) {
    return nodesOf(table).stream().map(node -> node.path("Node Type").asText()).toList();
  }

  /** How many rows of a table were fetched, with those that turned out not to fit. */
  long rowsReadOf(String table) {
    return nodesOf(table).stream()
        .mapToLong(
            node ->
                Math.round(
                    (node.path("Actual Rows").asDouble()
                            + node.path("Rows Removed by Filter").asDouble()
                            + node.path("Rows Removed by Index Recheck").asDouble())
                        * node.path("Actual Loops").asDouble()))
        .sum();
  }

  /** How many rows it returned. */
  long rows() {
    return root.path("Actual Rows").asLong();
  }

  private List<JsonNode> nodesOf(String table) {
    List<JsonNode> found = new ArrayList<>();
    collect(root, table, found);
    return found;
  }

  private static void collect(JsonNode node, String table, List<JsonNode> into) {
    if (node.path("Relation Name").asText().equals(table)) {
      into.add(node);
    }
    node.path("Plans").forEach(child -> collect(child, table, into));
  }

  private static String literal(Object value) {
    return switch (value) {
      case UUID[] ids ->
          Arrays.stream(ids).map(UUID::toString).collect(Collectors.joining(",", "'{", "}'"));
      case Number number -> number.toString();
      default -> "'" + value + "'";
    };
  }
}
