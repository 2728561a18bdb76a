package mosaic.gateway.instance.check;

import java.sql.SQLException;
import java.util.List;
import mosaic.gateway.instance.DatabaseConfig;

/**
 * Row-level security does not hold for a superuser, a role that bypasses it, or an owner. And it is
 * no use where our SQL can be led to other tables: a temporary {@code tasks} comes before ours, for
 * everybody who gets the same connection after whoever made it (T-32).
 */
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
    if (unbound) {
      return List.of(
          Finding.failure(
              subject(),
              "role %s is a superuser, bypasses row-level security, owns tables, or is or may become the owner of the database"
                  .formatted(config.user()),
              "give database.user a role of its own that owns nothing; see CONFIGURATION.md"));
    }
    boolean makesTables =
        DatabaseAccess.isTrue(
            access.gateway(),
            """
            select has_database_privilege(current_database(), 'CREATE, TEMPORARY')
                   or exists (select from pg_namespace n where has_schema_privilege(n.oid, 'CREATE'))
            """);
    return List.of(
        makesTables
            ? Finding.failure(
                subject(),
                "role %s is allowed to make tables, which could stand in for those that row-level security binds"
                    .formatted(config.user()),
                "run as the owner, for the role of database.user: revoke temporary, create on database %s from public, %s; revoke create on schema public from public, %s; and take it out of roles that may; see CONFIGURATION.md"
                    .formatted(config.name(), config.user(), config.user()))
            : Finding.ok(
                subject(), "role %s is bound by row-level security".formatted(config.user())));
  }
}
