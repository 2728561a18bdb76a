package mosaic.gateway.keys;

import java.util.UUID;
import mosaic.gateway.seal.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * A sealed value as it is stored.
 *
 * @param row how its row is found: an id, or an authority's fingerprint
 * @param owner who alone is shown the row; null where row-level security does not guard it
 * @param place what it is sealed to
 */
public record SealedValue(
    SealedColumn column, String row, @Nullable UUID owner, Sealer.Place place, String sealed) {
  @Override
  public String toString() {
    return "SealedValue[" + column + " " + row + "]";
  }
}
