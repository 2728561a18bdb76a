package mosaic.gateway.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import mosaic.gateway.federation.client.FederationClient;
import mosaic.gateway.federation.client.PeerCapabilities;
import mosaic.gateway.federation.client.PeerFailure;
import mosaic.gateway.federation.client.PeerOutcome;
import mosaic.gateway.federation.client.PeerPage;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.SearchText;
import mosaic.gateway.wire.TraceParent;
import org.jspecify.annotations.Nullable;

/** The rows of one peer of the calling user. */
@ApplicationScoped
class PeerSource {
  private final FederationClient client;
  private final Cursors cursors;

  PeerSource(FederationClient client, Cursors cursors) {
    this.client = client;
    this.cursors = cursors;
  }

  Uni<PeerOutcome<SourcePage>> list(
      ReachablePeer peer,
      ListQuery query,
      int limit,
      @Nullable String cursor,
      TraceParent trace,
      Duration patience) {
    Cursors.Place place =
        new Cursors.Place(peer.peer().owner(), new Source.Federated(peer.peer().host()), query);
    String theirs = cursor == null ? null : cursors.openPeer(place, cursor);
    return client
        .list(peer, query, limit, theirs, trace, patience)
        .map(outcome -> answered(outcome, page -> sourcePage(place, page)));
  }

  /** A row that the peer does not have, or does not show, is an answer like any other. */
  Uni<PeerOutcome<Optional<Item>>> get(
      ReachablePeer peer, ResourceType type, UUID id, TraceParent trace, Duration patience) {
    return client
        .get(peer, type, id, trace, patience)
        .map(
            outcome ->
                isNotFound(outcome)
                    ? new PeerOutcome.Answered<>(Optional.empty())
                    : answered(outcome, Optional::of));
  }

  /** What the peer found; never from a cache. */
  Uni<PeerOutcome<Hits>> search(
      ReachablePeer peer,
      @Nullable ResourcePath path,
      SearchText text,
      int limit,
      TraceParent trace,
      Duration patience) {
    return client.search(peer, path, text.typed(), limit, trace, patience);
  }

  Uni<PeerOutcome<SourceCapabilities>> capabilities(
      ReachablePeer peer, TraceParent trace, Duration patience) {
    return client
        .capabilities(peer, trace, patience)
        .map(outcome -> answered(outcome, PeerSource::capabilities));
  }

  private SourcePage sourcePage(Cursors.Place place, PeerPage page) {
    String theirs = page.next();
    return new SourcePage(
        page.items(), page.more(), theirs == null ? null : cursors.ofPeer(place, theirs));
  }

  private static SourceCapabilities capabilities(PeerCapabilities peer) {
    return new SourceCapabilities(
        peer.resources(),
        peer.maxRowsPerQuery(),
        Optional.of(peer.rateLimitRpm()),
        peer.requestsLeft(),
        peer.resetsInSeconds(),
        Optional.of(peer.certificateExpiresAt()));
  }

  private static boolean isNotFound(PeerOutcome<?> outcome) {
    return outcome
            instanceof
            PeerOutcome.Failed<?>(
                PeerFailure.Refused(ProblemCode code, int status, Duration retryAfter))
        && code == ProblemCode.NOT_FOUND;
  }

  private static <A, B> PeerOutcome<B> answered(PeerOutcome<A> outcome, Function<A, B> change) {
    return switch (outcome) {
      case PeerOutcome.Answered<A>(A value) -> new PeerOutcome.Answered<>(change.apply(value));
      case PeerOutcome.Failed<A>(PeerFailure failure) -> new PeerOutcome.Failed<>(failure);
    };
  }
}
