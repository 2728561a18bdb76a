package mosaic.gateway.identity.store;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.User;
import mosaic.gateway.identity.UserName;

/** Reads the columns that the stores of this package share. */
final class IdentityRows {
  private IdentityRows() {}

  /** From {@code user_id}, {@code user_name} and {@code user_role}. */
  static Caller caller(Row row) {
    return new Caller(
        row.getUUID("user_id"), row.getString("user_name"), role(row.getString("user_role")));
  }

  /** From {@code id}, {@code name}, {@code role} and {@code created_at}. */
  static User user(Row row) {
    return new User(
        row.getUUID("id"),
        new UserName(row.getString("name")),
        role(row.getString("role")),
        instant(row, "created_at"));
  }

  static UUID id(Row row) {
    return row.getUUID("id");
  }

  static Instant instant(Row row, String column) {
    return row.get(OffsetDateTime.class, column).toInstant();
  }

  private static Role role(String name) {
    return Role.fromWireName(name).orElseThrow(() -> new IllegalStateException("unknown role"));
  }
}
