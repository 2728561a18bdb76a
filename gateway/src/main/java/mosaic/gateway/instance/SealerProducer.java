package mosaic.gateway.instance;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import mosaic.gateway.seal.MasterKey;
import mosaic.gateway.seal.Sealer;

/** Owns the master key in the running gateway; here, so that sealing knows nothing of settings. */
final class SealerProducer {
  @Produces
  @Singleton
  Sealer sealer(InstanceConfig config) {
    return new Sealer(
        MasterKey.parse(new SecretReference("master_key", config.masterKey()).read()));
  }
}
