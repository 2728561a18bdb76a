package mosaic.gateway.federation.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a peer is alive, by its answer to {@code capabilities}.
 *
 * @param capabilities what may be read from it
 * @param time its time, to the second, from the header {@code Date}; null when it sent none
 */
public record PeerPulse(PeerCapabilities capabilities, @Nullable Instant time) {}
