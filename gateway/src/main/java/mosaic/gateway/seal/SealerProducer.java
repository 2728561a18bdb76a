package mosaic.gateway.seal;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.SecretReference;

/** Owns the master key in the running gateway. */
final class SealerProducer {
  @Produces
  @Singleton
  Sealer sealer(InstanceConfig config) {
    return new Sealer(
        MasterKey.parse(new SecretReference("master_key", config.masterKey()).read()));
  }
}
