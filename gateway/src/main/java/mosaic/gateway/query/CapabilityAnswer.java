package mosaic.gateway.query;

import java.util.Map;

/**
 * The answer to a capabilities query.
 *
 * @param capabilities of the sources that answered
 * @param reports what to say about the sources
 */
public record CapabilityAnswer(Map<Source, SourceCapabilities> capabilities, Reports reports) {
  /** Takes a private copy. */
  public CapabilityAnswer {
    capabilities = Map.copyOf(capabilities);
  }
}
