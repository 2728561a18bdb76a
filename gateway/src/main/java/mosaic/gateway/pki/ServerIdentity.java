package mosaic.gateway.pki;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Pem;
import mosaic.ca.Preparation;
import mosaic.ca.ServerCertificateProfile;
import mosaic.ca.ServerName;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.store.IssuanceRecord;

/**
 * The certificate this process shows on its user API and federation listeners, issued by our own CA
 * at each start. Its key is made here, lives in memory only, and is never stored.
 *
 * @param keyCertOptions key and full chain, the root included: an enrolling peer compares the root
 *     with the fingerprint in its URL before it sends anything (PROTOCOL, Enrolment)
 */
public record ServerIdentity(PemKeyCertOptions keyCertOptions) {
  @Override
  public String toString() {
    return "ServerIdentity[redacted]";
  }

  /** Issues it. */
  static final class Producer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Produces
    @Singleton
    ServerIdentity serverIdentity(
        InstanceCa ca,
        IssuanceRecord record,
        InstanceConfig config,
        Clock clock,
        SecureRandom random) {
      KeyPair key = KeyAlgorithm.EC_P256.generate(random);
      var profile = ServerCertificateProfile.of(ServerName.parse(config.serverName()));
      if (!(ca.prepare(profile, key.getPublic()) instanceof Preparation.Ready(var prepared))) {
        throw new IllegalStateException("the CA would not prepare a server certificate");
      }
      IssuanceIntent intent = prepared.intent();
      record.intendServer(intent).await().atMost(PATIENCE);
      List<X509Certificate> chain = ca.sign(prepared, intent);
      record
          .serverIssued(intent, Fingerprint.of(chain.getFirst()), clock.instant())
          .await()
          .atMost(PATIENCE);
      return new ServerIdentity(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(Pem.encode(chain)))
              .addKeyValue(Buffer.buffer(Pem.encode(key.getPrivate()).reveal())));
    }
  }
}
