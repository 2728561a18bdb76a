package mosaic.gateway.resource.store;

import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.UUID;
import mosaic.gateway.resource.Item;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.seal.Sealer;
import org.jspecify.annotations.Nullable;

/** Makes items of rows with the columns of {@link #columnsOfAny}; opens and seals secrets. */
@Singleton
public final class ItemRows {
  private final Sealer sealer;

  ItemRows(Sealer sealer) {
    this.sealer = sealer;
  }

  /**
   * The columns that {@link #item} reads, with null for those that the type has not; the table's
   * alias is {@code t}.
   */
  public static String columnsOfAny(ResourceType type) {
    return ItemSql.columns(type)
        + (type == ResourceType.TASKS ? "" : ", null::text as status, null::uuid as note_id")
        + (type.sensitive() ? "" : ", null::text as own_secret");
  }

  /** The item that a row holds. */
  public Item item(ResourceType type, Row row) {
    UUID id = row.getUUID("id");
    boolean task = type == ResourceType.TASKS;
    return new Item(
        type,
        id,
        row.getString("title"),
        row.getString("body"),
        task ? row.getString("status") : null,
        task ? row.getUUID("note_id") : null,
        row.getUUID("owner_id"),
        row.getUUID("team_id"),
        row.get(OffsetDateTime.class, "created_at").toInstant(),
        row.get(OffsetDateTime.class, "updated_at").toInstant(),
        type.sensitive() ? opened(type, id, row.getString("own_secret")) : null);
  }

  /** A secret as it is stored in that row and opens only there. */
  @Nullable String sealed(ResourceType type, UUID id, @Nullable String secret) {
    return secret == null
        ? null
        : sealer.seal(secret.getBytes(StandardCharsets.UTF_8), secretPlace(type, id));
  }

  /** A secret as it was before it was stored in that row. */
  @Nullable String opened(ResourceType type, UUID id, @Nullable String sealed) {
    return sealed == null
        ? null
        : new String(sealer.open(sealed, secretPlace(type, id)), StandardCharsets.UTF_8);
  }

  private static Sealer.Place secretPlace(ResourceType type, UUID id) {
    return new Sealer.Place(type.wireName(), "secret", id);
  }
}
