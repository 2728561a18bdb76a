package mosaic.gateway.federation.server;

import io.vertx.core.buffer.Buffer;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A request on the federation listener, as it came.
 *
 * @param certificate the client certificate of the connection
 * @param method the HTTP method
 * @param path the raw path, not decoded
 * @param query the raw query, empty when there is none
 * @param plain whether it is written the one way that leaves nothing to interpret
 * @param body empty where none is allowed
 * @param pinnedRoot the header {@code mosaic-ca-pin}: which of our roots the peer says that it
 *     pins; null when it does not say so
 * @param rehearsed the header {@code mosaic-ca-rehearsal}: how a rehearsal went at the peer; null
 *     when it says nothing of one
 * @param startedNanos when it came in, by {@link System#nanoTime}
 */
record FederatedRequest(
    X509Certificate certificate,
    String method,
    String path,
    String query,
    boolean plain,
    Buffer body,
    @Nullable String pinnedRoot,
    @Nullable String rehearsed,
    long startedNanos) {}
