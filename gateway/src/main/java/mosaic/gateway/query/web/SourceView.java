package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import mosaic.gateway.query.SourceReport;
import mosaic.gateway.query.SourceStatus;
import org.jspecify.annotations.Nullable;

/** What an answer says about a source. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SourceView(
    String source,
    String status,
    long tookMs,
    @Nullable Integer count,
    @Nullable Boolean more,
    @Nullable String code,
    @Nullable String detail,
    @Nullable CapabilitiesView capabilities) {

  static SourceView of(SourceReport report) {
    return of(report, report.count(), report.more(), null);
  }

  /** Of a query that counts nothing. */
  static SourceView of(SourceReport report, @Nullable CapabilitiesView capabilities) {
    return of(report, null, null, capabilities);
  }

  private static SourceView of(
      SourceReport report,
      @Nullable Integer count,
      @Nullable Boolean more,
      @Nullable CapabilitiesView capabilities) {
    SourceStatus status = report.status();
    return new SourceView(
        report.source().wireName(),
        status.wireName(),
        report.took().toMillis(),
        count,
        more,
        report.code(),
        report.detail(),
        capabilities);
  }
}
