package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.seal.Sealer;
import mosaic.gateway.search.Hits;
import mosaic.gateway.wire.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a peer. Every call ends within the time it is given, as a value and never as a
 * failure, and leaves nothing behind: no log, no store, no cache.
 */
@ApplicationScoped
public class FederationClient {
  private static final String BASE = "/federation/v1/";
  private static final int MOST_ANSWER_BYTES = 16 * 1024 * 1024;

  /** Reading more than this takes long enough to keep an event loop from others. */
  private static final int MOST_BYTES_ON_LOOP = 256 * 1024;

  private final Vertx vertx;
  private final PeerClients clients;
  private final PeerAddresses addresses;
  private final SecureRandom random;
  private final Clock clock;
  private final RootListener roots;

  FederationClient(
      Vertx vertx,
      PeerClients clients,
      PeerAddresses addresses,
      SecureRandom random,
      Clock clock,
      RootListener roots) {
    this.roots = roots;
    this.vertx = vertx;
    this.clients = clients;
    this.addresses = addresses;
    this.random = random;
    this.clock = clock;
  }

  /**
   * A page of a list.
   *
   * @param list what it is of, and in which order
   * @param limit the most rows
   * @param cursor where an earlier page of this peer said that it goes on; null for the first page
   * @param patience how long it may take
   */
  public Uni<PeerOutcome<PeerPage>> list(
      ReachablePeer peer,
      ListQuery list,
      int limit,
      @Nullable String cursor,
      TraceParent trace,
      Duration patience) {
    String filters = list.queryString();
    String query =
        "?limit="
            + limit
            + (filters.isEmpty() ? "" : "&" + filters)
            + (cursor == null ? "" : "&cursor=" + encoded(cursor));
    return ask(
        peer,
        list.path() + query,
        trace,
        patience,
        answer -> PeerAnswers.page(answer, list, limit, clock.instant()));
  }

  /** One row by id. A row that is not there, or not to be seen, is a refusal with 404. */
  public Uni<PeerOutcome<Item>> get(
      ReachablePeer peer, ResourceType type, UUID id, TraceParent trace, Duration patience) {
    return ask(
        peer,
        ResourcePath.all(type) + "/" + id,
        trace,
        patience,
        answer -> PeerAnswers.item(answer, type, id, clock.instant()));
  }

  /**
   * What a text finds, the best first.
   *
   * @param path where to look; null for everything that the peer lets us read
   * @param text what to search for
   * @param limit the most rows
   */
  public Uni<PeerOutcome<Hits>> search(
      ReachablePeer peer,
      @Nullable ResourcePath path,
      String text,
      int limit,
      TraceParent trace,
      Duration patience) {
    return ask(
        peer,
        (path == null ? "" : path + "/") + "search?q=" + encoded(text) + "&limit=" + limit,
        trace,
        patience,
        answer -> PeerAnswers.hits(answer, path, limit, clock.instant()));
  }

  /** What may be read from the peer. */
  public Uni<PeerOutcome<PeerCapabilities>> capabilities(
      ReachablePeer peer, TraceParent trace, Duration patience) {
    return ask(
        peer,
        "capabilities",
        trace,
        patience,
        answer -> PeerAnswers.capabilities(answer, peer.peer().grant()));
  }

  /** As {@link #capabilities}, with the peer's time, for those who look after its health. */
  Uni<PeerOutcome<PeerPulse>> pulse(ReachablePeer peer, TraceParent trace, Duration patience) {
    return ask(
        peer,
        "capabilities",
        trace,
        patience,
        answer -> PeerAnswers.pulse(answer, peer.peer().grant()));
  }

  /** What the peer's root is now, and what leads there from the one that we pin. */
  Uni<PeerOutcome<OfferedRoot>> authority(
      ReachablePeer peer, TraceParent trace, Duration patience) {
    return ask(peer, "ca", trace, patience, PeerAnswers::authority);
  }

  /** The same, saying how a rehearsal went. */
  Uni<PeerOutcome<OfferedRoot>> authority(
      ReachablePeer peer, String rehearsed, TraceParent trace, Duration patience) {
    return ask(peer, "ca", rehearsed, trace, patience, PeerAnswers::authority);
  }

  private <T> Uni<PeerOutcome<T>> ask(
      ReachablePeer peer,
      String resource,
      TraceParent trace,
      Duration patience,
      Function<HttpAnswer, T> reading) {
    return ask(peer, resource, "", trace, patience, reading);
  }

  private <T> Uni<PeerOutcome<T>> ask(
      ReachablePeer peer,
      String resource,
      String rehearsed,
      TraceParent trace,
      Duration patience,
      Function<HttpAnswer, T> reading) {
    if (isExpired(peer.peer())) {
      return failed(new PeerFailure.Broken(Defect.OWN_CREDENTIAL));
    }
    HttpClient client;
    try {
      client = clients.forPeer(peer);
    } catch (Sealer.UnsealException unusable) {
      return failed(new PeerFailure.Broken(Defect.OWN_CREDENTIAL));
    }
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setSsl(true)
            .setHost(peer.peer().host().text())
            .setPort(peer.address().getPort())
            .setURI(BASE + resource)
            .setFollowRedirects(false)
            .putHeader("accept", "application/json, application/problem+json")
            .putHeader(RootFollower.PIN_HEADER, peer.peer().caRoot().toString())
            .putHeader(TraceParent.HEADER, trace.header(random));
    if (!rehearsed.isEmpty()) {
      request.putHeader(RootFollower.REHEARSAL_HEADER, rehearsed);
    }
    Uni<PeerOutcome<T>> exchange =
        addresses
            .of(peer.peer().host(), peer.address().getPort())
            .flatMap(
                server ->
                    HttpExchange.send(
                        vertx, client, request.setServer(server), null, MOST_ANSWER_BYTES))
            .invoke(answer -> tell(peer, answer))
            .flatMap(answer -> read(answer, reading))
            .onFailure()
            .recoverWithItem(failure -> new PeerOutcome.Failed<>(FailureReading.read(failure)));
    return Patience.within(
            vertx, patience, exchange, () -> new PeerOutcome.Failed<>(new PeerFailure.TimedOut()))
        .invoke(outcome -> addresses.after(outcome, peer.peer().host()));
  }

  private <T> Uni<PeerOutcome<T>> read(HttpAnswer answer, Function<HttpAnswer, T> reading) {
    if (answer.body().length() <= MOST_BYTES_ON_LOOP) {
      return Uni.createFrom().item(() -> outcome(answer, reading));
    }
    return Uni.createFrom()
        .completionStage(
            () -> vertx.executeBlocking(() -> outcome(answer, reading), false).toCompletionStage());
  }

  private static <T> PeerOutcome<T> outcome(HttpAnswer answer, Function<HttpAnswer, T> reading) {
    PeerFailure.Refused refusal = PeerAnswers.refusal(answer);
    return refusal == null
        ? new PeerOutcome.Answered<>(reading.apply(answer))
        : new PeerOutcome.Failed<>(refusal);
  }

  private void tell(ReachablePeer peer, HttpAnswer answer) {
    String news = answer.authorityNews();
    if (news != null) {
      roots.heard(peer, news);
    }
  }

  private boolean isExpired(Peer peer) {
    return peer.certificateExpiresAt() != null
        && peer.certificateExpiresAt().isBefore(clock.instant());
  }

  private static <T> Uni<PeerOutcome<T>> failed(PeerFailure failure) {
    return Uni.createFrom().item(new PeerOutcome.Failed<>(failure));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
