package mosaic.harness;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows one certificate to any server that asks, whatever issuers the server names. */
final class PresentedKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "presented";

  private final ClientCertificate certificate;
  private final AtomicBoolean shown = new AtomicBoolean();

  PresentedKey(ClientCertificate certificate) {
    this.certificate = certificate;
  }

  /** Whether the handshake came so far as to take the certificate and its key. */
  boolean wasShown() {
    return shown.get();
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return isOneOf(keyTypes) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return isOneOf(keyTypes) ? ALIAS : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return certificate.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    shown.set(true);
    return certificate.key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private boolean isOneOf(String[] keyTypes) {
    String own = certificate.key().getAlgorithm();
    for (String type : keyTypes) {
      if (type.equals(own) || (type.startsWith("RSA") && own.equals("RSA"))) {
        return true;
      }
    }
    return false;
  }
}
