package mosaic.gateway.federation.client;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says its root is now.
 *
 * @param root the root
 * @param link the root's key, certified by the one that we pin; null when we pin it already, or the
 *     peer has no such link
 */
record OfferedRoot(X509Certificate root, @Nullable X509Certificate link) {}
