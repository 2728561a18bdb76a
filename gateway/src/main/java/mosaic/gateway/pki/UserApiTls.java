package mosaic.gateway.pki;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import mosaic.gateway.instance.InstanceConfig;

/**
 * Gives the user API listener its certificate before it opens, and leaves the current CA root in
 * the data directory for the first sign-in.
 */
@ApplicationScoped
class UserApiTls {
  private static final String NAME = "user-api";
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private final InstanceCa ca;
  private final Path rootFile;

  UserApiTls(InstanceCa ca, InstanceConfig config) {
    this.ca = ca;
    this.rootFile = config.dataDirectory().resolve("ca-root.pem");
  }

  void install(
      @Observes StartupEvent start, TlsConfigurationRegistry registry, ServerIdentity identity) {
    registry.register(NAME, new Configuration(identity));
    writeRoot();
  }

  void change(@Observes AuthoritiesChanged event) {
    writeRoot();
  }

  /** Whole or not at all, for whoever reads it now. */
  private void writeRoot() {
    Path fresh = rootFile.resolveSibling("ca-root.pem.new");
    try {
      Files.writeString(fresh, ca.rootPem());
      var _ = Files.move(fresh, rootFile, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + rootFile, failed);
    }
  }

  private static final class Configuration extends BaseTlsConfiguration {
    private final ServerIdentity identity;

    Configuration(ServerIdentity identity) {
      this.identity = identity;
    }

    @Override
    public String getName() {
      return NAME;
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
