package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.pki.store.CaStore;
import mosaic.gateway.seal.Sealer;

/** Makes the CA on the first start, and opens it on every other. */
final class InstanceCaProducer {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Produces
  @Singleton
  InstanceCa instanceCa(
      CaStore store, AuthorityMaker maker, AuthorityLoader loader, RevocationAddresses addresses) {
    StoredAuthorities stored =
        store
            .load()
            .flatMap(found -> found.isEmpty() ? make(store, maker) : Uni.createFrom().item(found))
            .await()
            .atMost(PATIENCE);
    try {
      return new InstanceCa(loader.load(stored, null), addresses);
    } catch (Sealer.UnsealException wrongKey) {
      throw new StartRefused(
          "master key: it does not open this database's CA key, so it is not the one that sealed it",
          "set master_key to the key this instance was first started with");
    }
  }

  private static Uni<StoredAuthorities> make(CaStore store, AuthorityMaker maker) {
    AuthorityMaker.Made made = maker.first();
    return store.insertIfNone(made.root(), made.issuing()).flatMap(inserted -> store.load());
  }
}
