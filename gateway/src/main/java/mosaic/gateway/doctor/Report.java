package mosaic.gateway.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.instance.check.Finding;

/**
 * Everything that was found.
 *
 * @param checkedAt when the examination began, by our clock
 * @param serverName empty when the settings cannot be read
 * @param tier empty when the settings cannot be read
 * @param findings in the order in which people want to read them
 */
record Report(
    Instant checkedAt, Optional<String> serverName, Optional<String> tier, List<Finding> findings) {
  /** Takes a private copy. */
  Report {
    findings = List.copyOf(findings);
  }

  Colour colour() {
    return Colour.of(findings);
  }
}
