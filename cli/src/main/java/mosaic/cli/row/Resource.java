package mosaic.cli.row;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mosaic.cli.CommandFailure;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What rows are of. */
public enum Resource {
  TASKS,
  NOTES,
  MEMORY,
  CREDENTIALS,
  API_KEYS;

  public static final String NAMES = "tasks, notes, memory, credentials or api_keys";

  /** Its name in paths and documents of the API. */
  public String path() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Resource parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "resource-unknown",
                    "There is no such resource",
                    "'" + text + "' is none of " + NAMES,
                    ""));
  }

  private static Optional<Resource> find(String text) {
    List<Resource> all = Arrays.asList(values());
    return all.stream().filter(resource -> resource.path().equals(text)).findFirst();
  }

  /** What a shell completes. */
  public static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(Resource::path).iterator();
    }
  }

  /** For picocli. */
  public static final class Converter implements ITypeConverter<Resource> {
    @Override
    public Resource convert(String text) {
      return find(text)
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of " + NAMES));
    }
  }
}
