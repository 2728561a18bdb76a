package mosaic.gateway.pki;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import mosaic.ca.Pem;

/**
 * The certificate this process shows on its user API and federation listeners, issued by our own
 * CA. Its key is made here, lives in memory only, and is never stored. It is another from time to
 * time: {@link ServerCertificateChanged} says when.
 */
public final class ServerIdentity {
  private volatile Shown now;

  ServerIdentity(Shown first) {
    this.now = first;
  }

  /**
   * What is shown.
   *
   * @param version of the CA that it was issued by
   * @param renewAt when another is to take its place
   */
  record Shown(
      PemKeyCertOptions options, X509Certificate certificate, String version, Instant renewAt) {

    static Shown of(List<X509Certificate> chain, KeyPair key, String version, Instant renewAt) {
      return new Shown(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(Pem.encode(chain)))
              .addKeyValue(Buffer.buffer(Pem.encode(key.getPrivate()).reveal())),
          chain.getFirst(),
          version,
          renewAt);
    }

    @Override
    public String toString() {
      return "Shown[redacted]";
    }
  }

  /**
   * Key and full chain, the roots included: an enrolling peer compares them with the fingerprint in
   * its URL before it sends anything (PROTOCOL, Enrolment).
   */
  public PemKeyCertOptions keyCertOptions() {
    return now.options();
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return now.certificate();
  }

  /** Whether another is to take its place by now. */
  boolean isDue(String version, Instant at) {
    return !now.version().equals(version) || !at.isBefore(now.renewAt());
  }

  void become(Shown next) {
    now = next;
  }

  @Override
  public String toString() {
    return "ServerIdentity[redacted]";
  }
}
