package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.IssuerCredential;
import mosaic.ca.IssuingAuthority;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.pki.store.CaStore;
import mosaic.gateway.pki.store.CaStore.StoredCa;
import mosaic.gateway.seal.Sealer;

/** Makes the CA on the first start, and opens it on every other. */
final class InstanceCaProducer {
  private static final String TABLE = "certificate_authority";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Produces
  @Singleton
  InstanceCa instanceCa(
      CaStore store, Sealer sealer, InstanceConfig config, Clock clock, SecureRandom random) {
    StoredCa stored =
        store
            .load()
            .flatMap(
                found ->
                    found
                        .map(ca -> Uni.createFrom().item(ca))
                        .orElseGet(
                            () ->
                                store
                                    .insertIfNone(create(sealer, config, clock, random))
                                    .flatMap(inserted -> store.load())
                                    .map(now -> now.orElseThrow())))
            .await()
            .atMost(PATIENCE);
    return open(stored, sealer, clock, random);
  }

  private static StoredCa create(
      Sealer sealer, InstanceConfig config, Clock clock, SecureRandom random) {
    CertificateHierarchy made =
        CertificateHierarchy.create(config.serverName(), KeyAlgorithm.EC_P256, clock, random);
    UUID id = UUID.randomUUID();
    return new StoredCa(
        id,
        Pem.encode(List.of(made.root().certificate())),
        sealer.seal(made.root().privateKey().getEncoded(), place(id, "root_key")),
        Pem.encode(List.of(made.intermediate().certificate())),
        sealer.seal(made.intermediate().privateKey().getEncoded(), place(id, "issuing_key")));
  }

  private static InstanceCa open(StoredCa stored, Sealer sealer, Clock clock, SecureRandom random) {
    byte[] key;
    try {
      key = sealer.open(stored.sealedIssuingKey(), place(stored.id(), "issuing_key"));
    } catch (Sealer.UnsealException wrongKey) {
      throw new StartRefused(
          "master key: it does not open this database's CA key, so it is not the one that sealed it",
          "set master_key to the key this instance was first started with");
    }
    try {
      X509Certificate root = Pem.decodeCertificate(stored.rootCertificate());
      X509Certificate issuing = Pem.decodeCertificate(stored.issuingCertificate());
      PrivateKey issuingKey =
          KeyFactory.getInstance(issuing.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(key));
      return new InstanceCa(
          root,
          new IssuingAuthority(
              new IssuerCredential(issuing, issuingKey), List.of(root), clock, random));
    } catch (MalformedPemException | GeneralSecurityException damaged) {
      throw new IllegalStateException("the stored CA is damaged", damaged);
    }
  }

  private static Sealer.Place place(UUID id, String column) {
    return new Sealer.Place(TABLE, column, id);
  }
}
