package mosaic.gateway.instance.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.check.PostgresConnections.Role;

/**
 * PostgreSQL knows the language of search. One of its own: of these it is known how much a text can
 * become, so that no text makes a write fail (V7).
 */
final class SearchLanguage implements DatabaseCheck {
  private static final String LANGUAGES =
      "select string_agg(cfgname, ', ' order by cfgname) from pg_catalog.pg_ts_config"
          + " where cfgnamespace = 'pg_catalog'::regnamespace";

  private final DatabaseConfig config;
  private final String language;

  SearchLanguage(Settings settings) {
    this.config = settings.database();
    this.language = settings.search().language();
  }

  @Override
  public Subject subject() {
    return Postgres.subject(config, "search_language", "search language in");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    List<String> known =
        List.of(DatabaseAccess.text(access.gateway(), LANGUAGES).orElse("").split(", "));
    return List.of(
        known.contains(language)
            ? Finding.ok(subject(), language)
            : Finding.failure(
                subject(),
                "it does not have the one in search.language",
                "set search.language to one of " + String.join(", ", known)));
  }

  /**
   * Fits the rows to the language, once the migrations are done. With another one than before this
   * rewrites them.
   *
   * @throws StartRefused when that fails
   */
  void use() {
    try (Connection owner = PostgresConnections.unhurried(config, Role.OWNER).getConnection();
        PreparedStatement use =
            owner.prepareStatement("select use_search_language(?::text::regconfig)")) {
      use.setString(1, language);
      use.execute();
    } catch (SQLException failed) {
      throw new StartRefused(
          "%s: the rows could not be fitted to it (SQLSTATE %s)"
              .formatted(subject(), failed.getSQLState()),
          "role %s must own the database and its tables".formatted(config.migrationUser()));
    }
  }
}
