package mosaic.gateway.pki;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import mosaic.gateway.instance.InstanceConfig;

/**
 * Gives the user API listener its certificate before it opens, and leaves the CA root in the data
 * directory for the first sign-in.
 */
final class UserApiTls {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  void install(
      @Observes StartupEvent start,
      TlsConfigurationRegistry registry,
      ServerIdentity identity,
      InstanceCa ca,
      InstanceConfig config) {
    registry.register("user-api", new Configuration(identity));
    writeRoot(config.dataDirectory().resolve("ca-root.pem"), ca.rootPem());
  }

  private static void writeRoot(Path file, String pem) {
    try {
      Files.writeString(file, pem);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + file, failed);
    }
  }

  private static final class Configuration extends BaseTlsConfiguration {
    private final ServerIdentity identity;

    Configuration(ServerIdentity identity) {
      this.identity = identity;
    }

    @Override
    public String getName() {
      return "user-api";
    }

    @Override
    public KeyCertOptions getKeyStoreOptions() {
      return identity.keyCertOptions();
    }

    @Override
    public SSLOptions getSSLOptions() {
      return new SSLOptions()
          .setKeyCertOptions(identity.keyCertOptions())
          .setUseAlpn(true)
          .setEnabledSecureTransportProtocols(PROTOCOLS);
    }
  }
}
