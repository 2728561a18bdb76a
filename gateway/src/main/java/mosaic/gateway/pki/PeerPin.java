package mosaic.gateway.pki;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * On which of our roots the peer of an active grant depends.
 *
 * @param pinned the root that it last said it pins; null when it never said so
 * @param saidAt when it last said so, to about an hour
 * @param certificateRoot the root of its certificate
 * @param certificateExpiresAt until when that certificate needs it
 */
public record PeerPin(
    UUID grant,
    String requestingServer,
    @Nullable Fingerprint pinned,
    @Nullable Instant saidAt,
    @Nullable Fingerprint certificateRoot,
    Instant certificateExpiresAt) {

  /** Why a peer would break without a root. */
  public enum Reason {
    /** It pins it. */
    PINS_IT,
    /** It never said which one it pins, so it may be this one. */
    NEVER_HEARD_FROM,
    /** Its own certificate is from under it. */
    CERTIFICATE_UNDER_IT;

    /** As in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why it would break without this root, if it would. */
  public Optional<Reason> dependsOn(Fingerprint root) {
    if (pinned == null) {
      return Optional.of(Reason.NEVER_HEARD_FROM);
    }
    if (pinned.equals(root)) {
      return Optional.of(Reason.PINS_IT);
    }
    return root.equals(certificateRoot)
        ? Optional.of(Reason.CERTIFICATE_UNDER_IT)
        : Optional.empty();
  }
}
