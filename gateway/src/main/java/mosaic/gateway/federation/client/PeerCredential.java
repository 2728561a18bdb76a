package mosaic.gateway.federation.client;

/**
 * A client certificate and its key, opened.
 *
 * @param certificateChain PEM, leaf first
 * @param privateKey PKCS#8 PEM
 */
record PeerCredential(String certificateChain, String privateKey) {
  @Override
  public String toString() {
    return "PeerCredential[redacted]";
  }
}
