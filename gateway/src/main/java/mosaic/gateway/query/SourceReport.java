package mosaic.gateway.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about one source.
 *
 * @param source which
 * @param status how it went
 * @param took how long it took
 * @param count its rows in this answer
 * @param more whether it has further rows, which this answer left out or its page did not reach
 * @param code a problem code, where the status is not ok
 * @param detail our words for it, where the status is not ok
 */
public record SourceReport(
    Source source,
    SourceStatus status,
    Duration took,
    int count,
    boolean more,
    @Nullable String code,
    @Nullable String detail) {

  static SourceReport given(SourceAnswer.Given<?> answer, int count, boolean more) {
    return new SourceReport(
        answer.source(), SourceStatus.OK, answer.took(), count, more, null, null);
  }

  static SourceReport withheld(SourceAnswer.Withheld<?> answer) {
    return new SourceReport(
        answer.source(), answer.status(), answer.took(), 0, false, answer.code(), answer.detail());
  }
}
