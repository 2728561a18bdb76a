package mosaic.gateway.identity.store;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.User;
import mosaic.gateway.identity.UserName;
import org.jspecify.annotations.Nullable;

/** Reads the columns that the stores of this package share. */
final class IdentityRows {
  /** What {@link #user} reads, of {@code users u}. */
  static final String USER =
      "u.id, u.name, u.role::text as role, u.created_at, u.disabled_at,"
          + " (select p.issuer from provider_accounts p where p.user_id = u.id) as provider";

  private IdentityRows() {}

  /** From {@code user_id}, {@code user_name} and {@code user_role}. */
  static Caller caller(Row row) {
    return new Caller(
        row.getUUID("user_id"), row.getString("user_name"), role(row.getString("user_role")));
  }

  static User user(Row row) {
    return new User(
        row.getUUID("id"),
        new UserName(row.getString("name")),
        role(row.getString("role")),
        instant(row, "created_at"),
        moment(row, "disabled_at"),
        row.getString("provider"));
  }

  static UUID id(Row row) {
    return row.getUUID("id");
  }

  static Instant instant(Row row, String column) {
    return row.get(OffsetDateTime.class, column).toInstant();
  }

  static @Nullable Instant moment(Row row, String column) {
    OffsetDateTime moment = row.get(OffsetDateTime.class, column);
    return moment == null ? null : moment.toInstant();
  }

  private static Role role(String name) {
    return Role.fromWireName(name).orElseThrow(() -> new IllegalStateException("unknown role"));
  }
}
