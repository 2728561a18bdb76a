package mosaic.gateway.federation.client;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import mosaic.gateway.seal.Sealer;

/**
 * A peer's client certificate and key as they are stored, each sealed to its own column and row.
 * Two are equal only if they are the same sealing, so an equal one needs no opening again.
 *
 * @param certificateChain sealed PEM
 * @param privateKey sealed PEM
 */
public record SealedCredential(String certificateChain, String privateKey) {
  private static final String TABLE = "federation_peers";

  static SealedCredential seal(Sealer sealer, UUID peer, PeerCredential credential) {
    return new SealedCredential(
        sealer.seal(bytes(credential.certificateChain()), certificatePlace(peer)),
        sealer.seal(bytes(credential.privateKey()), keyPlace(peer)));
  }

  PeerCredential open(Sealer sealer, UUID peer) {
    return new PeerCredential(
        text(sealer.open(certificateChain, certificatePlace(peer))),
        text(sealer.open(privateKey, keyPlace(peer))));
  }

  @Override
  public String toString() {
    return "SealedCredential[redacted]";
  }

  private static Sealer.Place certificatePlace(UUID peer) {
    return new Sealer.Place(TABLE, "client_cert_pem", peer);
  }

  private static Sealer.Place keyPlace(UUID peer) {
    return new Sealer.Place(TABLE, "client_key_pem", peer);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
