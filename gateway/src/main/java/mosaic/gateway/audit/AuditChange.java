package mosaic.gateway.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What something was changed from and to: texts, numbers, truth values, and maps and lists
 * of them. Never a secret.
 *
 * @param before what changed, as it was; empty for what is new
 * @param after the same as it is now; empty for what is gone
 */
public record AuditChange(
    Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {

  /** Takes private copies. */
  public AuditChange {
    before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
    after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
  }

  /** What differs between two descriptions of the same thing. */
  public static AuditChange between(
      Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
    return new AuditChange(differing(before, after), differing(after, before));
  }

  /** Something that was not there before. */
  public static AuditChange made(Map<String, @Nullable Object> after) {
    return new AuditChange(Map.of(), after);
  }

  /** Something that is not there any more. */
  public static AuditChange removed(Map<String, @Nullable Object> before) {
    return new AuditChange(before, Map.of());
  }

  /** The same, and something that is so now, whether it changed or not. */
  public AuditChange noting(String key, Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(after);
    more.put(key, value);
    return new AuditChange(before, more);
  }

  private static Map<String, @Nullable Object> differing(
      Map<String, @Nullable Object> these, Map<String, @Nullable Object> those) {
    Map<String, @Nullable Object> differing = new LinkedHashMap<>();
    these.forEach(
        (key, value) -> {
          if (!Objects.equals(value, those.get(key))) {
            differing.put(key, value);
          }
        });
    return differing;
  }
}
