package mosaic.harness;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a client shows in the handshake: a certificate, what issued it, and the key to it. */
record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
  X509Certificate leaf() {
    return chain.getFirst();
  }
}
