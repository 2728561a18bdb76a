package mosaic.cli.row;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import mosaic.cli.gateway.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which rows of a list, and in which order, as the API has it. */
final class FilterOptions {
  private static final List<String> STATUSES = List.of("open", "done");
  private static final List<String> ORDERS =
      List.of("-updated_at", "updated_at", "-created_at", "created_at");

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      converter = StatusConverter.class,
      completionCandidates = Statuses.class,
      description = "Only tasks that are open, or done.")
  private @Nullable String status;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Only what changed then or later: a day, 2026-11-01, which begins at midnight UTC, or a"
              + " time, 2026-11-01T08:30:00Z.")
  private @Nullable String since;

  @Option(
      names = "--text",
      paramLabel = "WORDS",
      description =
          "Only rows whose titles contain each of these words, also within a word, whatever the"
              + " case.")
  private @Nullable String text;

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      converter = OrderConverter.class,
      completionCandidates = Orders.class,
      description =
          "-updated_at, updated_at, -created_at or created_at; - for the latest first (default:"
              + " -updated_at).")
  private @Nullable String sort;

  ApiPath on(ApiPath path) {
    return path.with("status", Optional.ofNullable(status))
        .with("updated_since", Optional.ofNullable(since))
        .with("text", Optional.ofNullable(text))
        .with("sort", Optional.ofNullable(sort));
  }

  private static String oneOf(List<String> known, String text) {
    if (!known.contains(text)) {
      throw new TypeConversionException("it is none of " + String.join(", ", known));
    }
    return text;
  }

  /** For picocli. */
  static final class StatusConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return oneOf(STATUSES, text);
    }
  }

  /** For picocli. */
  static final class OrderConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return oneOf(ORDERS, text);
    }
  }

  /** For picocli: a day or a time, as the API writes times. */
  static final class TimeConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return (text.contains("T")
                ? OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS)
                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant())
            .toString();
      } catch (DateTimeException none) {
        throw new TypeConversionException(
            "it is neither a day, 2026-11-01, nor a time, 2026-11-01T08:30:00Z");
      }
    }
  }

  /** What a shell completes. */
  static final class Statuses implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return STATUSES.iterator();
    }
  }

  /** What a shell completes. */
  static final class Orders implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ORDERS.iterator();
    }
  }
}
