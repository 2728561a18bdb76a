package mosaic.gateway.instance.check;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.Tier;

/** pgvector is there or can be created, is new enough, and works. */
final class Pgvector implements DatabaseCheck {
  private static final String INSTALL =
      "install pgvector %s or newer on the server of PostgreSQL (Debian: postgresql-17-pgvector)"
          .formatted(PgvectorVersion.LEAST);

  /** The migration after the one that creates it, which runs once, has run. */
  private static final String MIGRATED = "select to_regclass('memory_embeddings') is not null";

  private final DatabaseConfig config;

  Pgvector(DatabaseConfig config) {
    this.config = config;
  }

  @Override
  public Set<Tier> tiers() {
    return EnumSet.of(Tier.FEDERATED);
  }

  @Override
  public Subject subject() {
    return Subject.at("pgvector", "pgvector", config.host(), config.port());
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    Optional<String> created =
        DatabaseAccess.text(
            access.owner(), "select extversion from pg_extension where extname = 'vector'");
    return List.of(created.isPresent() ? created(created.get(), access) : notCreated(access));
  }

  private Finding created(String version, DatabaseAccess access) throws SQLException {
    Optional<PgvectorVersion> known = PgvectorVersion.parse(version);
    if (known.isPresent() && known.get().compareTo(PgvectorVersion.LEAST) < 0) {
      return tooOld(known.get());
    }
    try {
      var _ = DatabaseAccess.text(access.gateway(), "select '[1,2,3]'::vector <-> '[1,2,4]'");
    } catch (SQLException unusable) {
      return Finding.failure(
          subject(),
          "version %s is there, but role %s cannot use it (SQLSTATE %s)"
              .formatted(version, config.user(), unusable.getSQLState()),
          "create it in schema public: alter extension vector set schema public; and grant usage on"
              + " that schema");
    }
    boolean sound = known.isEmpty() || known.get().compareTo(PgvectorVersion.SOUND) >= 0;
    if (sound || !buildsInParallel(access)) {
      return Finding.ok(subject(), "version " + version).with("version", version);
    }
    return Finding.warning(
            subject(),
            "version %s overflows a buffer in parallel index builds (CVE-2026-3172)"
                .formatted(version),
            "upgrade it to %s or newer, or set max_parallel_maintenance_workers = 0 in PostgreSQL"
                .formatted(PgvectorVersion.SOUND))
        .with("version", version);
  }

  private Finding notCreated(DatabaseAccess access) throws SQLException {
    Optional<String> available =
        DatabaseAccess.text(
            access.owner(),
            "select default_version from pg_available_extensions where name = 'vector'");
    if (available.isEmpty()) {
      return Finding.failure(
          subject(),
          "it is not installed on the server of PostgreSQL",
          INSTALL + "; then, as a superuser in this database: create extension vector");
    }
    Optional<PgvectorVersion> known = PgvectorVersion.parse(available.get());
    if (known.isPresent() && known.get().compareTo(PgvectorVersion.LEAST) < 0) {
      return tooOld(known.get());
    }
    if (DatabaseAccess.isTrue(access.owner(), MIGRATED)) {
      return Finding.failure(
          subject(),
          "version %s is installed, but not created in this database any more"
              .formatted(available.get()),
          "restore what was dropped with it from a backup; for the extension alone, as a superuser"
              + " in this database: create extension vector");
    }
    if (!mayBeCreated(access)) {
      return Finding.failure(
          subject(),
          "version %s is installed, but not created in this database, and role %s may not create it"
              .formatted(available.get(), config.migrationUser()),
          "as a superuser in this database: create extension vector");
    }
    return Finding.ok(
            subject(),
            "version %s is installed, and the next start creates it".formatted(available.get()))
        .with("version", available.get());
  }

  private Finding tooOld(PgvectorVersion version) {
    return Finding.failure(
            subject(),
            "version %s is too old: before %s a filtered search may miss rows that are there"
                .formatted(version, PgvectorVersion.LEAST),
            INSTALL + "; then, as a superuser in this database: alter extension vector update")
        .with("version", version.toString());
  }

  private static boolean mayBeCreated(DatabaseAccess access) throws SQLException {
    return DatabaseAccess.isTrue(
        access.owner(),
        """
        select r.rolsuper
               or v.trusted and has_database_privilege(current_database(), 'CREATE')
          from pg_roles r, pg_available_extensions e
          join pg_available_extension_versions v on v.name = e.name and v.version = e.default_version
         where r.rolname = current_user and e.name = 'vector'
        """);
  }

  /** As the role that builds the indexes has it. */
  private static boolean buildsInParallel(DatabaseAccess access) throws SQLException {
    return DatabaseAccess.text(access.owner(), "show max_parallel_maintenance_workers")
        .filter("0"::equals)
        .isEmpty();
  }
}
