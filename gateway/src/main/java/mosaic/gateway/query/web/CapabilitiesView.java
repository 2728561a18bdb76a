package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import mosaic.gateway.query.SourceCapabilities;
import mosaic.gateway.scope.ReadablePath;
import org.jspecify.annotations.Nullable;

/** What can be read from a source. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CapabilitiesView(
    List<ReadableView> resources, LimitsView limits, @Nullable Instant certExpiresAt) {

  /** A path, what its rows are in our own words, and what can be done with them. */
  record ReadableView(
      String resource,
      String description,
      List<String> verbs,
      List<String> filters,
      List<String> sorts) {

    static ReadableView of(ReadablePath readable) {
      return new ReadableView(
          readable.path().toString(),
          readable.path().type().description(),
          readable.verbs(),
          readable.filters(),
          readable.sorts());
    }
  }

  /** What a page and a minute may hold, and how much of the minute is left. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LimitsView(
      int maxRowsPerQuery,
      @Nullable Integer rateLimitRpm,
      @Nullable Integer requestsLeft,
      @Nullable Integer resetsInSeconds) {}

  static CapabilitiesView of(SourceCapabilities capabilities) {
    return new CapabilitiesView(
        capabilities.resources().stream().map(ReadableView::of).toList(),
        new LimitsView(
            capabilities.maxRowsPerQuery(),
            capabilities.rateLimitRpm().orElse(null),
            capabilities.requestsLeft().orElse(null),
            capabilities.resetsInSeconds().orElse(null)),
        capabilities.certificateExpiresAt().orElse(null));
  }
}
