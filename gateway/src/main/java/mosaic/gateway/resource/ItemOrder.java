package mosaic.gateway.resource;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The orders that a list can have: by one of a row's times, and by its id where that is the same.
 * Each is the whole of another one read backwards, so that two of them share an index.
 */
public enum ItemOrder {
  UPDATED_DESCENDING("-updated_at", true, true),
  UPDATED_ASCENDING("updated_at", true, false),
  CREATED_DESCENDING("-created_at", false, true),
  CREATED_ASCENDING("created_at", false, false);

  /** The order of lists that do not name one. */
  public static final ItemOrder DEFAULT = UPDATED_DESCENDING;

  /**
   * Ids compare as PostgreSQL compares them: unsigned, byte by byte, which for canonical text is
   * the order of the text.
   */
  private static final Comparator<Position> ASCENDING =
      Comparator.comparing(Position::time).thenComparing(position -> position.id().toString());

  private final String wireName;
  private final boolean updated;
  private final boolean descending;

  ItemOrder(String wireName, boolean updated, boolean descending) {
    this.wireName = wireName;
    this.updated = updated;
    this.descending = descending;
  }

  /** The value of {@code sort}. */
  public String wireName() {
    return wireName;
  }

  /** Whether it goes by when rows last changed, and not by when they were made. */
  public boolean byUpdate() {
    return updated;
  }

  /** Whether the latest comes first. */
  public boolean descending() {
    return descending;
  }

  /** Where a row stands in this order. */
  public Position positionOf(Item item) {
    Instant time = updated ? item.updatedAt() : item.createdAt();
    return new Position(time, item.id());
  }

  /** What comes first in this order is the least. */
  public Comparator<Position> comparator() {
    return descending ? ASCENDING.reversed() : ASCENDING;
  }

  /** The order of exactly this name. */
  static Optional<ItemOrder> fromWireName(String name) {
    return Arrays.stream(values()).filter(order -> order.wireName.equals(name)).findFirst();
  }

  /** All names, for messages. */
  static String known() {
    return Arrays.stream(values()).map(ItemOrder::wireName).collect(Collectors.joining(", "));
  }
}
