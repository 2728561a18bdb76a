package mosaic.gateway.resource.store;

import mosaic.gateway.scope.ResourceType;

/**
 * The SQL of imports: one statement a type, whatever the number of items. Row-level security holds
 * as it does for single writes.
 *
 * <p>The statement that stores the items of a type takes {@code $1} new ids, {@code $2} keys,
 * {@code $3} titles, {@code $4} bodies and {@code $5} team ids, for tasks {@code $6} statuses and
 * {@code $7} keys of notes, for credentials and API keys {@code $6} sealed secrets, of which those
 * that are null leave what is there. It answers one row: how many were {@code created} and {@code
 * updated}, and a key of a {@code missing_note}. Rows are written in the order of their keys, so
 * that two imports of the same keys wait for each other and do not deadlock.
 */
final class ImportSql {
  /** {@code $1} new ids, {@code $2} names; makes those that are missing. */
  static final String MAKE_TEAMS =
      """
      insert into teams (id, name)
      select i.id, i.name from unnest($1::uuid[], $2::text[]) as i(id, name)
       where not exists (select from teams t where t.name = i.name)
       order by i.name
      on conflict (name) do nothing
      returning id
      """;

  /** {@code $1} names; the user joins those that the user is not in, which are {@code joined}. */
  static final String JOIN_TEAMS =
      """
      with wanted as (
        select id, name from teams where name = any ($1::text[])
      ), joined as (
        insert into team_members (team_id, user_id)
        select id, current_mosaic_user() from wanted order by id
        on conflict do nothing
        returning team_id
      )
      select w.id, w.name, j.team_id is not null as joined
        from wanted w left join joined j on j.team_id = w.id
      """;

  /** Row-level security goes by the teams as they were on entering. */
  static final String ENTER_AGAIN = "select enter_user(current_mosaic_user())";

  /** {@code $1} names; those that the user is in. */
  static final String OWN_TEAMS =
      """
      select t.id, t.name from teams t
       where t.name = any ($1::text[]) and t.id = any ((select current_mosaic_teams())::uuid[])
      """;

  private static final String TASKS =
      """
      with input as (
        select i.*, n.id as note_id
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[],
                      $7::text[]) as i(id, key, title, body, team_id, status, note_key)
          left join notes n
            on n.owner_id = (select current_mosaic_user()) and n.import_key = i.note_key
      ), stored as (
        insert into tasks as t (id, owner_id, import_key, title, body, team_id, status, note_id)
        select id, current_mosaic_user(), key, title, body, team_id, status, note_id
          from input order by key
        on conflict (owner_id, import_key) do update
           set title = excluded.title, body = excluded.body, team_id = excluded.team_id,
               status = excluded.status, note_id = excluded.note_id, updated_at = now()
         where (t.title, t.body, t.team_id, t.status, t.note_id) is distinct from
               (excluded.title, excluded.body, excluded.team_id, excluded.status, excluded.note_id)
        returning t.id
      )
      select count(*) filter (where s.id = any ($1::uuid[])) as created,
             count(*) filter (where s.id <> all ($1::uuid[])) as updated,
             (select min(i.note_key) from input i
               where i.note_key is not null and i.note_id is null) as missing_note
        from stored s
      """;

  /**
   * {@code $1} name of a table. Imports of secrets into it for one user wait for each other: a
   * secret is sealed for the id of its row, which must not be made between our look and our write.
   */
  static final String ONE_AT_A_TIME =
      "select pg_advisory_xact_lock(hashtextextended($1 || current_mosaic_user()::text, 0))";

  private ImportSql() {}

  /** {@code $1} keys; the rows that have them, which nobody else changes until the end. */
  static String known(ResourceType type) {
    return """
        select t.import_key, t.id, t.secret from %s t
         where t.owner_id = (select current_mosaic_user()) and t.import_key = any ($1::text[])
           for update
        """
        .formatted(type.wireName());
  }

  static String store(ResourceType type) {
    return switch (type) {
      case TASKS -> TASKS;
      case NOTES, MEMORY -> texts(type);
      case CREDENTIALS, API_KEYS -> secrets(type);
    };
  }

  private static String texts(ResourceType type) {
    return """
      with stored as (
        insert into %s as t (id, owner_id, import_key, title, body, team_id)
        select id, current_mosaic_user(), key, title, body, team_id
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[])
               as i(id, key, title, body, team_id)
         order by key
        on conflict (owner_id, import_key) do update
           set title = excluded.title, body = excluded.body, team_id = excluded.team_id,
               updated_at = now()
         where (t.title, t.body, t.team_id) is distinct from
               (excluded.title, excluded.body, excluded.team_id)
        returning t.id
      )
      select count(*) filter (where s.id = any ($1::uuid[])) as created,
             count(*) filter (where s.id <> all ($1::uuid[])) as updated,
             null::text as missing_note
        from stored s
      """
        .formatted(type.wireName());
  }

  private static String secrets(ResourceType type) {
    return """
      with stored as (
        insert into %s as t (id, owner_id, import_key, title, body, team_id, secret)
        select id, current_mosaic_user(), key, title, body, team_id, secret
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
               as i(id, key, title, body, team_id, secret)
         order by key
        on conflict (owner_id, import_key) do update
           set title = excluded.title, body = excluded.body, team_id = excluded.team_id,
               secret = coalesce(excluded.secret, t.secret), updated_at = now()
         where (t.title, t.body, t.team_id) is distinct from
               (excluded.title, excluded.body, excluded.team_id)
            or excluded.secret is not null
        returning t.id
      )
      select count(*) filter (where s.id = any ($1::uuid[])) as created,
             count(*) filter (where s.id <> all ($1::uuid[])) as updated,
             null::text as missing_note
        from stored s
      """
        .formatted(type.wireName());
  }
}
