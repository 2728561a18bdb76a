package mosaic.gateway.pki.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import mosaic.ca.Fingerprint;
import mosaic.gateway.database.Database;
import mosaic.gateway.pki.AuthorityKind;
import mosaic.gateway.pki.AuthorityRecord;
import mosaic.gateway.pki.AuthorityState;
import mosaic.gateway.pki.StoredAuthorities;
import org.jspecify.annotations.Nullable;

/** The rows of {@code certificate_authority}. Keys are sealed before they get here. */
@ApplicationScoped
public class CaStore {
  private static final String SELECT =
      """
      select certificate_sha256, kind, id, certificate, key_reference, root_sha256,
             replaces_sha256, new_with_old, old_with_new, state, created_at, activates_at,
             retires_at, current_at, retiring_at, retired_at, server_generation
        from certificate_authority
       order by created_at, certificate_sha256
      """;

  private static final String INSERT =
      """
      insert into certificate_authority
        (certificate_sha256, kind, id, certificate, key_reference, root_sha256, replaces_sha256,
         new_with_old, old_with_new, state, created_at, activates_at, current_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      """;

  private final Database database;

  CaStore(Database database) {
    this.database = database;
  }

  /** Everything that is stored. */
  public Uni<StoredAuthorities> load() {
    return database
        .query(SELECT, Tuple.tuple())
        .map(
            rows -> {
              List<AuthorityRecord> all = new ArrayList<>();
              for (Row row : rows) {
                all.add(authority(row));
              }
              return new StoredAuthorities(all);
            });
  }

  /**
   * What there is to be seen at a glance.
   *
   * @param version what {@link StoredAuthorities#version} would say
   * @param due whether something is to change by itself now
   */
  public record Glance(String version, boolean due) {}

  /** Looks, for a fraction of the effort of {@link #load}. */
  public Uni<Glance> glance() {
    return database
        .query(
            """
            select coalesce(string_agg(one, ',' order by one collate "C"), '') as version,
                   coalesce(bool_or(due), false) as due
              from (select certificate_sha256 || ' ' || state || ' ' || server_generation as one,
                           state = 'prepared' and activates_at <= now()
                             or state = 'retiring' and retires_at <= now() as due
                      from certificate_authority
                     where state <> 'retired') as alive
            """,
            Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .map(row -> new Glance(row.getString("version"), row.getBoolean("due")));
  }

  /** Stores a first root and its issuing CA, unless another replica was first; then load them. */
  public Uni<Void> insertIfNone(AuthorityRecord root, AuthorityRecord issuing) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(INSERT + " on conflict (kind) where state = 'current' do nothing")
                .execute(row(root))
                .flatMap(
                    inserted ->
                        inserted.rowCount() == 0
                            ? Uni.createFrom().voidItem()
                            : insert(connection, issuing)));
  }

  static Uni<Void> insert(SqlConnection connection, AuthorityRecord authority) {
    return connection.preparedQuery(INSERT).execute(row(authority)).replaceWithVoid();
  }

  private static Tuple row(AuthorityRecord authority) {
    AuthorityRecord.Succession succession = authority.succession();
    Fingerprint root = authority.root();
    return Tuple.from(
        new @Nullable Object[] {
          authority.fingerprint().hex(),
          authority.kind().wireName(),
          authority.id(),
          authority.certificate(),
          authority.keyReference(),
          root == null ? null : root.hex(),
          succession == null ? null : succession.replaces().hex(),
          succession == null ? null : succession.newWithOld(),
          succession == null ? null : succession.oldWithNew(),
          authority.state().wireName(),
          utc(authority.times().createdAt()),
          utc(authority.times().activatesAt()),
          utc(authority.times().currentAt())
        });
  }

  private static AuthorityRecord authority(Row row) {
    String replaces = row.getString("replaces_sha256");
    String root = row.getString("root_sha256");
    Instant created = row.get(OffsetDateTime.class, "created_at").toInstant();
    return new AuthorityRecord(
        new Fingerprint(row.getString("certificate_sha256")),
        AuthorityKind.ofWireName(row.getString("kind")),
        row.getUUID("id"),
        row.getString("certificate"),
        row.getString("key_reference"),
        root == null ? null : new Fingerprint(root),
        replaces == null
            ? null
            : new AuthorityRecord.Succession(
                new Fingerprint(replaces),
                row.getString("new_with_old"),
                row.getString("old_with_new")),
        AuthorityState.ofWireName(row.getString("state")),
        new AuthorityRecord.Times(
            created,
            instant(row, "activates_at"),
            instant(row, "retires_at"),
            instant(row, "current_at"),
            instant(row, "retiring_at"),
            instant(row, "retired_at")),
        row.getInteger("server_generation"));
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
