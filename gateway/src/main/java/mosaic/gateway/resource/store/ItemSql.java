package mosaic.gateway.resource.store;

import mosaic.gateway.resource.Selection.Own;
import mosaic.gateway.scope.ResourceType;

/**
 * The SQL of reads by id; {@link ListStatement} has that of lists. Parameters: {@code $1} team ids,
 * {@code $2} the id or ids.
 */
final class ItemSql {
  private ItemSql() {}

  /**
   * {@code $2} ids, whose order is kept. Each is looked up by itself, lest PostgreSQL should rather
   * read what a team has and compare.
   */
  static String byIds(ResourceType type, Own own) {
    return """
        select * from (
          select r.*, i.place, sum(octet_length(r.body)) over (order by i.place
                   rows between unbounded preceding and 1 preceding) as bytes_before
            from unnest($2::uuid[]) with ordinality as i(id, place)
           cross join lateral (select %s from %s t where t.id = i.id and (%s) limit 1) r) sized
         where coalesce(bytes_before, 0) < 1048576
         order by place
        """
        .formatted(columns(type), type.wireName(), selected(own));
  }

  static String get(ResourceType type, Own own) {
    return "select "
        + columns(type)
        + " from "
        + type.wireName()
        + " t where t.id = $2 and ("
        + selected(own)
        + ")";
  }

  /** What the selection lets see, for rows that an index has found. */
  private static String selected(Own own) {
    String ownRows =
        switch (own) {
          case NONE -> "";
          case PERSONAL -> "t.owner_id = (select current_mosaic_user()) and t.team_id is null or ";
          case ALL -> "t.owner_id = (select current_mosaic_user()) or ";
        };
    return ownRows + "t.team_id = any($1::uuid[])";
  }

  /** The columns that {@link ItemRows} reads; the table's alias is {@code t}. */
  static String columns(ResourceType type) {
    String common = "t.id, t.title, t.body, t.owner_id, t.team_id, t.created_at, t.updated_at";
    return switch (type) {
      case TASKS -> common + ", t.status, t.note_id";
      case NOTES, MEMORY -> common;
      // The value of a secret goes to its owner only.
      case CREDENTIALS, API_KEYS ->
          common
              + ", case when t.owner_id = (select current_mosaic_user()) then t.secret end"
              + " as own_secret";
    };
  }
}
