package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Preparation;
import mosaic.ca.ServerCertificateProfile;
import mosaic.ca.ServerName;
import mosaic.ca.ValidityPeriod;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.store.IssuanceRecord;
import org.jboss.logging.Logger;

/** Issues this process's server certificates, one after the other. */
@ApplicationScoped
class ServerCertificates {
  private static final Logger LOG = Logger.getLogger(ServerCertificates.class);

  private final InstanceCa ca;
  private final IssuanceRecord record;
  private final Clock clock;
  private final SecureRandom random;
  private final ServerCertificateProfile profile;

  ServerCertificates(
      InstanceCa ca,
      IssuanceRecord record,
      InstanceConfig instance,
      CaConfig config,
      Clock clock,
      SecureRandom random) {
    this.ca = ca;
    this.record = record;
    this.clock = clock;
    this.random = random;
    this.profile =
        ServerCertificateProfile.of(ServerName.parse(instance.serverName()))
            .withValidity(
                new ValidityPeriod(
                    config.serverCertificateValidity(), ValidityPeriod.DEFAULT_BACKDATE));
  }

  /** A new certificate with a new key. */
  Uni<ServerIdentity.Shown> issue() {
    return Uni.createFrom()
        .deferred(
            () -> {
              String version = ca.generations().version();
              KeyPair key = KeyAlgorithm.EC_P256.generate(random);
              if (!(ca.prepare(profile, key.getPublic())
                  instanceof Preparation.Ready(var prepared))) {
                throw new IllegalStateException(
                    "the CA does not issue a server certificate: does it expire before one would?");
              }
              IssuanceIntent intent = prepared.intent();
              return record
                  .intendServer(intent)
                  .map(intended -> ca.serverChain(ca.sign(prepared, intent)))
                  .call(
                      chain ->
                          record.serverIssued(
                              intent, Fingerprint.of(chain.getFirst()), clock.instant()))
                  .map(chain -> shown(chain, key, version));
            });
  }

  private ServerIdentity.Shown shown(List<X509Certificate> chain, KeyPair key, String version) {
    Instant now = clock.instant();
    Duration left = Duration.between(now, chain.getFirst().getNotAfter().toInstant());
    return ServerIdentity.Shown.of(chain, key, version, now.plus(delay(left, random.nextDouble())));
  }

  /**
   * After two thirds of its life, as is usual (RFC 8739, 3.1.1, and most ACME clients), and up to
   * five hundredths of it earlier, so that replicas that started together do not all ask at once.
   *
   * @param chance from 0 to 1
   */
  static Duration delay(Duration life, double chance) {
    double share = 2.0 / 3 - 0.05 * chance;
    return Duration.ofMillis((long) (life.toMillis() * share));
  }

  /** Shows another certificate when one is due. */
  @ApplicationScoped
  static class Renewal {
    private final ServerCertificates certificates;
    private final ServerIdentity identity;
    private final InstanceCa ca;
    private final Clock clock;

    Renewal(ServerCertificates certificates, ServerIdentity identity, InstanceCa ca, Clock clock) {
      this.certificates = certificates;
      this.identity = identity;
      this.ca = ca;
      this.clock = clock;
    }

    /** Changes to a new certificate when the old one is due, or is not of the CA as it is now. */
    Uni<Void> renewIfDue() {
      if (!identity.isDue(ca.generations().version(), clock.instant())) {
        return Uni.createFrom().voidItem();
      }
      return certificates
          .issue()
          .invoke(identity::become)
          .invoke(
              shown ->
                  LOG.infof(
                      "new server certificate, valid until %s",
                      identity.certificate().getNotAfter().toInstant()))
          .replaceWithVoid();
    }
  }

  /** The first one, before any listener opens. */
  static final class Producer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Produces
    @Singleton
    ServerIdentity serverIdentity(ServerCertificates certificates) {
      return new ServerIdentity(certificates.issue().await().atMost(PATIENCE));
    }
  }
}
