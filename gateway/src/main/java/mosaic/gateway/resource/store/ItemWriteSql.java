package mosaic.gateway.resource.store;

import mosaic.gateway.scope.ResourceType;

/**
 * The SQL of single writes. Insert and update take the same parameters: {@code $1} id, {@code $2}
 * title, {@code $3} body, {@code $4} team, then for tasks {@code $5} status and {@code $6} note,
 * for credentials and API keys {@code $5} the sealed secret. Who writes is whom the transaction
 * acts as.
 */
final class ItemWriteSql {
  /**
   * Whether the ids in a draft can be used: {@code $1} team, {@code $2} note; either may be null.
   */
  private static final String TARGET =
      "$1::uuid is null or $1::uuid = any ((select current_mosaic_teams())::uuid[]) as team_allowed,"
          + " $2::uuid is null or exists (select from notes n where n.id = $2::uuid)"
          + " as note_visible";

  static final String CHECK_TARGET = "select " + TARGET;

  private ItemWriteSql() {}

  /** As {@link #CHECK_TARGET}, with the row {@code $3}, which nobody else changes until the end. */
  static String lock(ResourceType type) {
    return "select %s, %s from %s t where t.id = $3 for update of t"
        .formatted(ItemSql.columns(type), TARGET, type.wireName());
  }

  static String insert(ResourceType type) {
    return switch (type) {
      case TASKS -> insert(type, ", status, note_id", ", $5, $6");
      case NOTES, MEMORY -> insert(type, "", "");
      case CREDENTIALS, API_KEYS -> insert(type, ", secret", ", $5");
    };
  }

  static String update(ResourceType type) {
    return switch (type) {
      case TASKS -> update(type, ", status = $5, note_id = $6");
      case NOTES, MEMORY -> update(type, "");
      case CREDENTIALS, API_KEYS -> update(type, ", secret = coalesce($5, t.secret)");
    };
  }

  static String delete(ResourceType type) {
    return "delete from %s where id = $1 returning id".formatted(type.wireName());
  }

  private static String insert(ResourceType type, String ownColumns, String ownValues) {
    return "insert into %s as t (owner_id, id, title, body, team_id%s)"
            .formatted(type.wireName(), ownColumns)
        + " values (current_mosaic_user(), $1, $2, $3, $4%s) returning %s"
            .formatted(ownValues, ItemSql.columns(type));
  }

  private static String update(ResourceType type, String ownColumns) {
    return "update %s t set title = $2, body = $3, team_id = $4%s, updated_at = now()"
            .formatted(type.wireName(), ownColumns)
        + " where t.id = $1 returning "
        + ItemSql.columns(type);
  }
}
