package mosaic.gateway.instance.check;

import java.sql.SQLException;
import java.util.List;
import mosaic.gateway.instance.DatabaseConfig;

/** Row-level security does not hold for a superuser, a role that bypasses it, or an owner. */
final class GatewayRole implements DatabaseCheck {
  private final DatabaseConfig config;

  GatewayRole(DatabaseConfig config) {
    this.config = config;
  }

  @Override
  public Subject subject() {
    return Postgres.subject(config, "database_role", "role in");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    boolean unbound =
        DatabaseAccess.isTrue(
            access.gateway(),
            """
            select r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, d.datdba, 'MEMBER')
                   or exists (select from pg_class c where c.relowner = r.oid)
              from pg_roles r, pg_database d
             where r.rolname = current_user and d.datname = current_database()
            """);
    return List.of(
        unbound
            ? Finding.failure(
                subject(),
                "role %s is a superuser, bypasses row-level security, owns tables, or is or may become the owner of the database"
                    .formatted(config.user()),
                "give database.user a role of its own that owns nothing; see CONFIGURATION.md")
            : Finding.ok(
                subject(), "role %s is bound by row-level security".formatted(config.user())));
  }
}
