package mosaic.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** One thing shown as {@code name value} lines. */
public final class Fields {
  private record Field(String name, String value) {}

  private final List<Field> fields = new ArrayList<>();

  public Fields add(String name, String value) {
    fields.add(new Field(SafeText.line(name), SafeText.line(value)));
    return this;
  }

  /** As above, unless there is nothing to show. */
  public Fields addIfPresent(String name, String value) {
    return value.isEmpty() ? this : add(name, value);
  }

  public List<String> lines() {
    int width =
        fields.stream().mapToInt(field -> DisplayWidth.of(field.name())).max().orElse(0) + 2;
    return fields.stream()
        .map(field -> (DisplayWidth.pad(field.name(), width) + field.value()).stripTrailing())
        .toList();
  }
}
