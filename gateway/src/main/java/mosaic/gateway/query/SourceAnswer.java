package mosaic.gateway.query;

import java.time.Duration;

/**
 * What one source made of a query.
 *
 * @param <T> what was asked for
 */
sealed interface SourceAnswer<T> {
  /** Which source. */
  Source source();

  /** How long it took. */
  Duration took();

  /** It answered. */
  record Given<T>(Source source, Duration took, T value) implements SourceAnswer<T> {}

  /** It did not, and this is what to say about it. */
  record Withheld<T>(Source source, Duration took, SourceStatus status, String code, String detail)
      implements SourceAnswer<T> {}
}
