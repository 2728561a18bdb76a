package mosaic.gateway.pki;

import io.vertx.core.net.KeyCertOptions;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The certificate this process shows on its user API and federation listeners, issued by our own
 * CA. Its key is made here, lives in memory only, and is never stored.
 *
 * <p>It is another from time to time. Every TLS handshake asks for the one of the moment,
 * so nothing of a listener has to be exchanged: what Vert.x offers for that, {@code
 * updateSSLOptions}, drops connections that come while it is at work (tried with 4.5.26).
 */
public final class ServerIdentity {
  private final KeyCertOptions options = KeyCertOptions.wrap(new OfTheMoment());
  private volatile Shown now;
  private volatile Shown before;

  ServerIdentity(Shown first) {
    this.now = first;
    this.before = first;
  }

  /**
   * What is shown.
   *
   * @param chain the roots included: an enrolling peer compares them with the fingerprint in its
   *     URL before it sends anything (PROTOCOL, Enrolment)
   * @param version of the CA that it was issued by
   * @param renewAt when another is to take its place
   */
  record Shown(List<X509Certificate> chain, PrivateKey key, String version, Instant renewAt) {
    Shown {
      chain = List.copyOf(chain);
    }

    static Shown of(List<X509Certificate> chain, KeyPair key, String version, Instant renewAt) {
      return new Shown(chain, key.getPrivate(), version, renewAt);
    }

    /** Tells it from the one before and the one after, within a handshake. */
    String alias() {
      return Fingerprint.of(chain.getFirst()).hex();
    }

    @Override
    public String toString() {
      return "Shown[redacted]";
    }
  }

  /** Key and chain for a listener, good for as long as it listens. */
  public KeyCertOptions keyCertOptions() {
    return options;
  }

  /** The certificate of the moment. */
  public X509Certificate certificate() {
    return now.chain().getFirst();
  }

  /** When another takes its place by itself. */
  public Instant renewsAt() {
    return now.renewAt();
  }

  /** Whether another is to take its place by now. */
  boolean isDue(String version, Instant at) {
    return !now.version().equals(version) || !at.isBefore(now.renewAt());
  }

  /** Handshakes that have begun end with the one that they began with. */
  void become(Shown next) {
    before = now;
    now = next;
  }

  @Override
  public String toString() {
    return "ServerIdentity[redacted]";
  }

  /** What the TLS engines ask, in two or three steps for one handshake. */
  private final class OfTheMoment extends X509ExtendedKeyManager {
    private @Nullable String alias(@Nullable String keyType) {
      return keyType != null && now.key().getAlgorithm().equals(keyType) ? now.alias() : null;
    }

    private @Nullable Shown shown(@Nullable String alias) {
      Shown current = now;
      Shown last = before;
      if (current.alias().equals(alias)) {
        return current;
      }
      return last.alias().equals(alias) ? last : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        @Nullable String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
        @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
      Shown shown = shown(alias);
      return shown == null ? null : shown.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
      Shown shown = shown(alias);
      return shown == null ? null : shown.key();
    }

    @Override
    public String @Nullable [] getServerAliases(
        @Nullable String keyType, Principal @Nullable [] issuers) {
      String alias = alias(keyType);
      return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(
        @Nullable String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
