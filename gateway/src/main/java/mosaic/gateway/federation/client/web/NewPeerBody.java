package mosaic.gateway.federation.client.web;

import org.jspecify.annotations.Nullable;

/**
 * What an admin sends to add a peer.
 *
 * @param url the enrolment URL, which holds a secret
 * @param user whose peer it becomes; the caller's when left out
 * @param ownCa whether our own CA issues the certificate; not when left out
 * @param notes the admin's words
 */
record NewPeerBody(
    @Nullable String url, @Nullable String user, @Nullable Boolean ownCa, @Nullable String notes) {
  @Override
  public String toString() {
    return "NewPeerBody[redacted]";
  }
}
