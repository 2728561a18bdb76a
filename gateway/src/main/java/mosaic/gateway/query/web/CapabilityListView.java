package mosaic.gateway.query.web;

import java.util.List;
import mosaic.gateway.query.CapabilityAnswer;
import mosaic.gateway.query.SourceCapabilities;
import mosaic.gateway.query.SourceReport;

/** What can be read, source by source, as the user API shows it. */
record CapabilityListView(boolean complete, List<SourceView> sources, List<String> signals) {

  static CapabilityListView of(CapabilityAnswer answer) {
    return new CapabilityListView(
        answer.reports().complete(),
        answer.reports().sources().stream().map(report -> view(answer, report)).toList(),
        answer.reports().signals());
  }

  private static SourceView view(CapabilityAnswer answer, SourceReport report) {
    SourceCapabilities capabilities = answer.capabilities().get(report.source());
    return SourceView.of(report, capabilities == null ? null : CapabilitiesView.of(capabilities));
  }
}
