package mosaic.gateway.revocation;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.OcspResponder;
import mosaic.ca.OcspResponderCertificateProfile;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;
import mosaic.ca.ValidityPeriod;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.Issuer;
import mosaic.gateway.pki.store.IssuanceRecord;
import org.jboss.logging.Logger;

/**
 * The OCSP responder of each issuing CA: a key made here and never stored, and a certificate of
 * seven days for it, on record like every other. Each replica has its own.
 */
@ApplicationScoped
class Responders {
  private static final Logger LOG = Logger.getLogger(Responders.class);

  /** A new one takes over in the middle of its predecessor's life: three days to mend a failure. */
  private static final Duration RENEW_BEFORE =
      OcspResponderCertificateProfile.DEFAULT_VALIDITY.forward().dividedBy(2);

  private final IssuanceRecord record;
  private final String organisation;
  private final Clock clock;
  private final SecureRandom random;
  private final OneAtATime issuing;
  private final Map<Fingerprint, OcspResponder> present = new ConcurrentHashMap<>();

  Responders(
      Vertx vertx, IssuanceRecord record, InstanceConfig config, Clock clock, SecureRandom random) {
    this.record = record;
    this.organisation = config.serverName();
    this.clock = clock;
    this.random = random;
    this.issuing = new OneAtATime(vertx);
  }

  /** The responder of an issuing CA. */
  Uni<OcspResponder> of(Issuer issuer) {
    OcspResponder responder = present.get(issuer.fingerprint());
    if (responder != null && isFresh(responder, issuer)) {
      return Uni.createFrom().item(responder);
    }
    return issuing.run(() -> renewed(issuer));
  }

  private Uni<OcspResponder> renewed(Issuer issuer) {
    OcspResponder old = present.get(issuer.fingerprint());
    if (old != null && isFresh(old, issuer)) {
      return Uni.createFrom().item(old);
    }
    Uni<OcspResponder> renewed =
        issue(issuer).invoke(responder -> present.put(issuer.fingerprint(), responder));
    if (old == null || !clock.instant().isBefore(end(old.certificate()))) {
      return renewed;
    }
    return renewed
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.warn("the OCSP responder's certificate could not be renewed", failure);
              return old;
            });
  }

  /** Also when it lasts as long as its issuer, after which there is no other. */
  private boolean isFresh(OcspResponder responder, Issuer issuer) {
    Instant end = end(responder.certificate());
    Instant now = clock.instant();
    return now.isBefore(end)
        && (now.isBefore(end.minus(RENEW_BEFORE))
            || !end.plus(Duration.ofMinutes(1)).isBefore(end(issuer.certificate())));
  }

  private Uni<OcspResponder> issue(Issuer issuer) {
    KeyPair key = KeyAlgorithm.EC_P256.generate(random);
    var profile = new OcspResponderCertificateProfile(organisation, validity(issuer));
    PreparedCertificate prepared =
        switch (issuer.authority().prepare(profile, key.getPublic())) {
          case Preparation.Ready(PreparedCertificate ready) -> ready;
          case Preparation other ->
              throw new IllegalStateException(
                  "no certificate for the OCSP responder: " + other.getClass().getSimpleName());
        };
    IssuanceIntent intent = prepared.intent();
    return record
        .intendResponder(intent)
        .map(intended -> issuer.authority().sign(prepared, intent))
        .call(
            certificate ->
                record.responderIssued(intent, Fingerprint.of(certificate), clock.instant()))
        .map(
            certificate ->
                new OcspResponder(issuer.certificate(), certificate, key.getPrivate(), random));
  }

  /** Seven days, or what is left of the issuer. */
  private ValidityPeriod validity(Issuer issuer) {
    Duration left =
        Duration.between(clock.instant(), end(issuer.certificate()))
            .truncatedTo(ChronoUnit.SECONDS);
    ValidityPeriod whole = OcspResponderCertificateProfile.DEFAULT_VALIDITY;
    return left.compareTo(whole.forward()) < 0 ? new ValidityPeriod(left, whole.backdate()) : whole;
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }
}
