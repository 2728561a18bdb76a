package mosaic.gateway.revocation;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mosaic.ca.CertificateStatus;
import mosaic.ca.Fingerprint;
import mosaic.ca.OcspFailure;
import mosaic.ca.OcspRequest;
import mosaic.ca.OcspResponder;
import mosaic.ca.SerialNumber;
import mosaic.gateway.instance.RevocationConfig;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.pki.Issuer;
import mosaic.gateway.revocation.store.CertificateStatuses;
import org.jboss.logging.Logger;

/**
 * Answers OCSP requests (RFC 6960) from the issuance record, so that a revocation shows in the next
 * answer. Every request gets an OCSP response; one that cannot be had says so in it.
 */
@ApplicationScoped
class Ocsp {
  private static final Logger LOG = Logger.getLogger(Ocsp.class);
  private static final String MEDIA_TYPE = "application/ocsp-response";

  /** So many at the same time: strangers must not take the database from everybody else (T-43). */
  private static final int MOST_AT_ONCE = 64;

  /** Digits enough that two answers never share a tag. */
  private static final int TAG_DIGITS = 32;

  private final InstanceCa ca;
  private final Responders responders;
  private final CertificateStatuses statuses;
  private final Duration validity;
  private final Clock clock;
  private final AtomicInteger underWay = new AtomicInteger();

  Ocsp(
      InstanceCa ca,
      Responders responders,
      CertificateStatuses statuses,
      RevocationConfig config,
      Clock clock) {
    this.ca = ca;
    this.responders = responders;
    this.statuses = statuses;
    this.validity = config.ocspValidity();
    this.clock = clock;
  }

  /** Answers a request in DER, whatever it is. */
  Uni<Served> answer(byte[] request) {
    return switch (OcspRequest.parse(request)) {
      case OcspRequest.Refused(OcspFailure failure) -> Uni.createFrom().item(failed(failure));
      case OcspRequest.Parsed(OcspRequest parsed) -> answer(parsed);
    };
  }

  private Uni<Served> answer(OcspRequest request) {
    Optional<Issuer> issuer =
        ca.issuers().stream()
            .filter(
                one -> request.certificates().stream().allMatch(id -> id.isOf(one.certificate())))
            .findFirst();
    if (issuer.isEmpty()) {
      return Uni.createFrom().item(failed(OcspFailure.UNAUTHORIZED));
    }
    if (underWay.incrementAndGet() > MOST_AT_ONCE) {
      underWay.decrementAndGet();
      return Uni.createFrom().item(failed(OcspFailure.TRY_LATER));
    }
    return responders
        .of(issuer.get())
        .flatMap(responder -> answer(request, issuer.get(), responder))
        .onTermination()
        .invoke(underWay::decrementAndGet)
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.warn("an OCSP request could not be answered", failure);
              return failed(OcspFailure.TRY_LATER);
            });
  }

  private Uni<Served> answer(OcspRequest request, Issuer issuer, OcspResponder responder) {
    List<SerialNumber> serials =
        request.certificates().stream().flatMap(id -> id.serial().stream()).distinct().toList();
    // Before the record is read: what the answer says holds from then on.
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return statuses
        .find(issuer.fingerprint(), serials)
        .map(found -> signed(request, responder, found, now));
  }

  private Served signed(
      OcspRequest request,
      OcspResponder responder,
      Map<SerialNumber, CertificateStatus> found,
      Instant now) {
    Instant until = now.plus(validity);
    byte[] response =
        responder.answer(
            request,
            serial -> found.getOrDefault(serial, new CertificateStatus.Unknown()),
            now,
            until);
    // What repeats a nonce is for whoever sent it and for nobody else.
    Optional<Served.Freshness> freshness =
        request.nonce().isPresent()
            ? Optional.empty()
            : Optional.of(new Served.Freshness(now, until, tag(response)));
    return new Served(MEDIA_TYPE, Buffer.buffer(response), freshness);
  }

  private static String tag(byte[] response) {
    return '"' + Fingerprint.ofBytes(response).hex().substring(0, TAG_DIGITS) + '"';
  }

  private static Served failed(OcspFailure failure) {
    return new Served(MEDIA_TYPE, Buffer.buffer(failure.der()), Optional.empty());
  }
}
