package mosaic.gateway.federation.client;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says its root is now.
 *
 * @param root the root
 * @param link the root's key, certified by the one that we pin; null when we pin it already, or the
 *     peer has no such link
 * @param rehearsal what is to be tried, if anything
 */
record OfferedRoot(
    X509Certificate root, @Nullable X509Certificate link, @Nullable Rehearsed rehearsal) {

  /**
   * A chain that is to be judged, and nothing more.
   *
   * @param root what would take the place of the root that we pin; null when that stays
   * @param link its key, certified by the root that we pin
   */
  record Rehearsed(
      UUID id,
      List<X509Certificate> chain,
      @Nullable X509Certificate root,
      @Nullable X509Certificate link) {
    Rehearsed {
      chain = List.copyOf(chain);
    }
  }
}
