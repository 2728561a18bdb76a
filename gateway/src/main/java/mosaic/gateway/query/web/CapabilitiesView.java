package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import mosaic.gateway.query.SourceCapabilities;
import org.jspecify.annotations.Nullable;

/** What can be read from a source. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CapabilitiesView(
    List<ReadableView> resources, LimitsView limits, @Nullable Instant certExpiresAt) {

  /** A path and its verbs. */
  record ReadableView(String resource, List<String> verbs) {}

  /** What a page and a minute may hold. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LimitsView(int maxRowsPerQuery, @Nullable Integer rateLimitRpm) {}

  static CapabilitiesView of(SourceCapabilities capabilities) {
    return new CapabilitiesView(
        capabilities.resources().stream()
            .map(readable -> new ReadableView(readable.path().toString(), readable.verbs()))
            .toList(),
        new LimitsView(capabilities.maxRowsPerQuery(), capabilities.rateLimitRpm().orElse(null)),
        capabilities.certificateExpiresAt().orElse(null));
  }
}
