package mosaic.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** Options that every command understands, before or after its name. */
final class GlobalOptions {
  /** How a result is written. */
  enum Output {
    table,
    json
  }

  @Option(
      names = "--profile",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "Which sign-in to use (default: $MOSAIC_PROFILE, else 'default').")
  @Nullable String profile;

  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      paramLabel = "table|json",
      defaultValue = "table",
      description = "How the result is written (default: table).")
  Output output = Output.table;

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = TimeConverter.class,
      description = "The longest wait for one answer, such as 500ms, 30s or 2m (default: 30s).")
  Duration timeout = Duration.ofSeconds(30);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  boolean help;

  /** Reads {@code 500ms}, {@code 30s}, {@code 2m} and plain seconds. */
  static final class TimeConverter implements ITypeConverter<Duration> {
    private static final Duration LONGEST = Duration.ofHours(1);

    @Override
    public Duration convert(String text) {
      String digits = text.replaceFirst("(ms|s|m)$", "");
      if (!digits.matches("[0-9]{1,9}")) {
        throw new TypeConversionException("write it as 500ms, 30s or 2m");
      }
      long number = Long.parseLong(digits);
      Duration time =
          switch (text.substring(digits.length())) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
          };
      if (time.isZero() || time.compareTo(LONGEST) > 0) {
        throw new TypeConversionException("it must be between 1ms and 60m");
      }
      return time;
    }
  }
}
