package mosaic.gateway.scope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** The published JSON Schema takes and refuses the same documents as {@link Scope#parse}. */
class ScopeSchemaTest {

  private static final Map<?, ?> SCHEMA = schema();

  /** What a document may hold in a wrong place. */
  private static final List<@Nullable Object> STRANGE =
      Arrays.asList(
          null,
          true,
          0,
          1,
          500,
          501,
          -1,
          1.5,
          "",
          "tasks",
          "TASKS",
          "tasks\n",
          "taskz",
          "teams/" + Worlds.T1 + "/notes",
          "teams/" + Worlds.T1.toString().toUpperCase(Locale.ROOT) + "/notes",
          Worlds.T1.toString(),
          List.of(),
          List.of("tasks", "tasks"),
          List.of(Worlds.T1.toString(), Worlds.T1.toString()),
          Map.of(),
          Map.of("tasks", Map.of()),
          Map.of("api_keys", Map.of("include_personal", true)),
          Map.of("unknown", 1));

  private static final List<String> KEYS =
      List.of(
          "resources",
          "filters",
          "excluded_resources",
          "max_rows_per_query",
          "include_teams",
          "include_personal",
          "tasks",
          "memory",
          "unknown",
          "Tasks");

  @Provide
  Arbitrary<Map<String, Object>> documents() {
    return Worlds.documents();
  }

  @Provide
  Arbitrary<@Nullable Object> strange() {
    return Arbitraries.of(STRANGE);
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.of(KEYS);
  }

  @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
  void parse_documentWithOneChange_isTakenExactlyIfTheSchemaTakesIt(
      @ForAll("documents") Map<String, Object> document,
      @ForAll @IntRange(max = 40) int place,
      @ForAll("keys") String key,
      @ForAll("strange") @Nullable Object strange) {
    Map<?, ?> changed =
        (Map<?, ?>) Objects.requireNonNull(changed(document, new int[] {place}, key, strange));

    boolean takenBySchema = holds(SCHEMA, changed);

    Statistics.collect(takenBySchema);
    assertThat(takenByParse(changed)).as("%s", changed).isEqualTo(takenBySchema);
    assertThat(holds(SCHEMA, document)).isTrue();
  }

  @Example
  void schema_canonicalDocument_isTaken() {
    Scope scope = Scope.parse(Map.of("resources", List.of("tasks"), "max_rows_per_query", 1));

    assertThat(holds(SCHEMA, scope.toDocument())).isTrue();
    assertThat(holds(SCHEMA, Map.of())).isFalse();
  }

  private static boolean takenByParse(Map<?, ?> document) {
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    document.forEach((key, value) -> byName.put((String) key, value));
    try {
      Scope.parse(byName);
      return true;
    } catch (ScopeRefused refused) {
      return false;
    }
  }

  /** The value with one strange member or element, at the place where the countdown ends. */
  private static @Nullable Object changed(
      @Nullable Object value, int[] countdown, String key, @Nullable Object strange) {
    if (value instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> changed = new LinkedHashMap<>();
      map.forEach((name, member) -> changed.put(name, changed(member, countdown, key, strange)));
      if (countdown[0]-- == 0) {
        changed.put(key, strange);
      }
      return changed;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> changed = new ArrayList<>();
      list.forEach(element -> changed.add(changed(element, countdown, key, strange)));
      if (countdown[0]-- == 0) {
        changed.add(strange);
      }
      return changed;
    }
    return countdown[0]-- == 0 ? strange : value;
  }

  /** As much of JSON Schema 2020-12 as the schema uses; any other keyword fails the test. */
  private static boolean holds(Map<?, ?> schema, @Nullable Object value) {
    return schema.entrySet().stream()
        .allMatch(
            keyword ->
                holds(
                    (String) keyword.getKey(),
                    Objects.requireNonNull(keyword.getValue()),
                    schema,
                    value));
  }

  private static boolean holds(
      String keyword, Object operand, Map<?, ?> schema, @Nullable Object value) {
    Map<?, ?> object = value instanceof Map<?, ?> map ? map : Map.of();
    List<?> array = value instanceof List<?> list ? list : List.of();
    return switch (keyword) {
      case "$schema", "$id", "$defs", "title", "description", "default", "then" -> true;
      case "$ref" ->
          holds(
              member(member(SCHEMA, "$defs"), ((String) operand).substring("#/$defs/".length())),
              value);
      case "type" ->
          switch ((String) operand) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer;
            default -> throw new AssertionError("type " + operand);
          };
      case "const" -> operand.equals(value);
      case "minimum" -> !(value instanceof Integer number) || number >= (Integer) operand;
      case "maximum" -> !(value instanceof Integer number) || number <= (Integer) operand;
      case "pattern" ->
          !(value instanceof String text)
              // In ECMA-262, unlike here, $ does not match before a last line feed.
              || Pattern.compile(((String) operand).replace("$", "\\z")).matcher(text).find();
      case "required" -> !(value instanceof Map) || object.keySet().containsAll((List<?>) operand);
      case "properties" ->
          object.entrySet().stream()
              .allMatch(
                  entry ->
                      !(((Map<?, ?>) operand).get(entry.getKey()) instanceof Map<?, ?> ofMember)
                          || holds(ofMember, entry.getValue()));
      case "additionalProperties" ->
          operand.equals(false)
              && member(schema, "properties").keySet().containsAll(object.keySet());
      case "items" -> array.stream().allMatch(element -> holds((Map<?, ?>) operand, element));
      case "contains" ->
          !(value instanceof List)
              || array.stream().anyMatch(element -> holds((Map<?, ?>) operand, element));
      case "uniqueItems" -> new HashSet<>(array).size() == array.size();
      case "allOf" -> ((List<?>) operand).stream().allMatch(each -> holds((Map<?, ?>) each, value));
      case "if" -> !holds((Map<?, ?>) operand, value) || holds(member(schema, "then"), value);
      default -> throw new AssertionError("keyword " + keyword);
    };
  }

  private static Map<?, ?> member(Map<?, ?> object, String name) {
    return (Map<?, ?>) Objects.requireNonNull(object.get(name), name);
  }

  private static Map<?, ?> schema() {
    try (InputStream in = ScopeSchemaTest.class.getResourceAsStream("/schema/scope.schema.json")) {
      return new ObjectMapper().readValue(in, Map.class);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
