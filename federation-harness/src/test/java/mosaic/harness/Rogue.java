package mosaic.harness;

/** A client certificate that must not be believed, and where it is to be refused. */
record Rogue(String what, Layer layer, ClientCertificate certificate) {

  /** Who refuses. */
  enum Layer {
    /** The handshake, before any handler. */
    TLS,
    /** The gateway, which does not recognise the certificate: 401. */
    GATEWAY
  }

  @Override
  public String toString() {
    return what;
  }
}
