package mosaic.gateway.query;

import java.util.List;

/**
 * What an answer says about all of its sources.
 *
 * @param sources local first, then peers by host
 */
public record Reports(List<SourceReport> sources) {
  /** Takes a private copy. */
  public Reports {
    sources = List.copyOf(sources);
  }

  /** Whether every source that was asked answered. */
  public boolean complete() {
    return sources.stream().allMatch(report -> report.status() == SourceStatus.OK);
  }

  /** What a person or agent should be told once. */
  public List<String> signals() {
    return sources.stream()
        .filter(report -> report.status() == SourceStatus.OFFLINE)
        .map(SourceReport::source)
        .filter(Source.Federated.class::isInstance)
        .map(Source.Federated.class::cast)
        .map(peer -> "federation offline for `" + peer.host() + "`")
        .toList();
  }
}
