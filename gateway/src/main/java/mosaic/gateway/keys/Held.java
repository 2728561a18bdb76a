package mosaic.gateway.keys;

/**
 * How many values of a column a key has sealed.
 *
 * @param key its id, or {@code unknown} for values that are nothing sealed
 */
public record Held(SealedColumn column, String key, long values) {}
