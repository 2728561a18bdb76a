package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import mosaic.ca.Pem;

/**
 * The enrolment request to a peer. The TLS handshake comes first, and fails unless the peer shows
 * the root that the URL names: only then is there a connection that the token could be sent on.
 */
@ApplicationScoped
class EnrolmentCall {
  private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MOST_ANSWER_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final PeerAddresses addresses;
  private final Clock clock;

  EnrolmentCall(Vertx vertx, PeerAddresses addresses, Clock clock) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.clock = clock;
  }

  /** Asks the peer for a certificate, or to take ours. */
  Uni<PeerOutcome<IssuedCertificate>> send(EnrolmentUrl url, EnrolmentOffer offer) {
    PinnedServerTrust trust = new PinnedServerTrust(url.caRoot(), url.host(), clock);
    HttpClient client =
        SilentHttpClient.open(vertx, PeerHttpOptions.forEnrolment(trust, STEP_PATIENCE));
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(true)
            .setHost(url.host().text())
            .setPort(url.port())
            .setURI(url.path())
            .setFollowRedirects(false)
            .putHeader(RootFollower.PIN_HEADER, url.caRoot().toString())
            .putHeader("content-type", "application/json")
            .putHeader("accept", "application/json, application/problem+json");
    JsonObject content =
        new JsonObject()
            .put("token", url.token().reveal())
            .put("csr", offer.csr().pem())
            .put("requesting_server", offer.requestingServer())
            .put("requesting_ca", offer.requestingCa());
    if (!offer.ownChain().isEmpty()) {
      content.put("certificate_chain", Pem.encode(offer.ownChain()));
    }
    Uni<PeerOutcome<IssuedCertificate>> exchange =
        addresses
            .of(url.host(), url.port())
            .flatMap(
                server ->
                    HttpExchange.send(
                        vertx,
                        client,
                        request.setServer(server),
                        content.toBuffer(),
                        MOST_ANSWER_BYTES))
            .map(answer -> outcome(answer, url, offer))
            .onFailure()
            .recoverWithItem(failure -> new PeerOutcome.Failed<>(FailureReading.read(failure)));
    return Patience.within(
            vertx, PATIENCE, exchange, () -> new PeerOutcome.Failed<>(new PeerFailure.TimedOut()))
        .invoke(outcome -> addresses.after(outcome, url.host()))
        .eventually(() -> client.close());
  }

  private PeerOutcome<IssuedCertificate> outcome(
      HttpAnswer answer, EnrolmentUrl url, EnrolmentOffer offer) {
    PeerFailure.Refused refusal = PeerAnswers.refusal(answer);
    return refusal == null
        ? new PeerOutcome.Answered<>(IssuedCertificate.read(answer, url, offer, clock.instant()))
        : new PeerOutcome.Failed<>(refusal);
  }
}
