package mosaic.gateway.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import mosaic.gateway.federation.client.PeerOutcome;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.SearchText;
import org.jspecify.annotations.Nullable;

/** Answers list, get, search and capabilities over the sources that a question names. */
@ApplicationScoped
public class Queries {
  private final FanOut fanOut;
  private final LocalSource local;
  private final PeerSource peers;

  Queries(FanOut fanOut, LocalSource local, PeerSource peers) {
    this.fanOut = fanOut;
    this.local = local;
    this.peers = peers;
  }

  /**
   * A page of rows.
   *
   * @param limit the most rows to return, 1…500
   * @param cursor {@code next} of the page before; null for the first. Only with one source
   */
  public Uni<ItemPage> list(
      Question question, ListQuery query, int limit, @Nullable String cursor) {
    FanOut.Asking<SourcePage> asking =
        new FanOut.Asking<>() {
          @Override
          public Uni<SourcePage> local() {
            return local.list(question.user(), query, limit, cursor);
          }

          @Override
          public Uni<PeerOutcome<SourcePage>> peer(ReachablePeer peer, Duration patience) {
            return peers.list(peer, query, limit, cursor, question.trace(), patience);
          }
        };
    return switch (question.sources()) {
      case Sources.Only(Source source) ->
          fanOut.only(question.user(), source, asking).map(Queries::page);
      case Sources.All() when cursor != null -> Uni.createFrom().failure(noCursorOverAll());
      case Sources.All() ->
          fanOut
              .all(question.user(), asking)
              .map(answers -> PageMerge.merge(answers, query.order(), limit));
    };
  }

  /** One row by id; fails with a problem when no source that answered has it. */
  public Uni<FoundItem> get(Question question, ResourceType type, UUID id) {
    FanOut.Asking<Optional<Item>> asking =
        new FanOut.Asking<>() {
          @Override
          public Uni<Optional<Item>> local() {
            return local.get(question.user(), type, id);
          }

          @Override
          public Uni<PeerOutcome<Optional<Item>>> peer(ReachablePeer peer, Duration patience) {
            return peers.get(peer, type, id, question.trace(), patience);
          }
        };
    return answers(question, asking).map(Queries::found);
  }

  /**
   * What a text finds, the best first. There are no pages: a narrower text finds what is further
   * down.
   *
   * @param path where to look; null for all types
   * @param limit the most rows to return
   */
  public Uni<SearchAnswer> search(
      Question question, @Nullable ResourcePath path, SearchText text, int limit) {
    FanOut.Asking<Hits> asking =
        new FanOut.Asking<>() {
          @Override
          public Uni<Hits> local() {
            return local.search(question.user(), path, text, limit);
          }

          @Override
          public Uni<PeerOutcome<Hits>> peer(ReachablePeer peer, Duration patience) {
            return peers.search(peer, path, text, limit, question.trace(), patience);
          }
        };
    return answers(question, asking).map(answers -> RankMerge.merge(answers, limit));
  }

  /** What the caller can read, source by source. */
  public Uni<CapabilityAnswer> capabilities(Question question) {
    FanOut.Asking<SourceCapabilities> asking =
        new FanOut.Asking<>() {
          @Override
          public Uni<SourceCapabilities> local() {
            return Uni.createFrom().item(local.capabilities());
          }

          @Override
          public Uni<PeerOutcome<SourceCapabilities>> peer(ReachablePeer peer, Duration patience) {
            return peers.capabilities(peer, question.trace(), patience);
          }
        };
    return answers(question, asking).map(Queries::capabilities);
  }

  private <T> Uni<List<SourceAnswer<T>>> answers(Question question, FanOut.Asking<T> asking) {
    return switch (question.sources()) {
      case Sources.Only(Source source) ->
          fanOut.only(question.user(), source, asking).map(List::of);
      case Sources.All() -> fanOut.all(question.user(), asking).map(Queries::inOrder);
    };
  }

  private static <T> List<SourceAnswer<T>> inOrder(List<SourceAnswer<T>> answers) {
    return answers.stream()
        .sorted(Comparator.comparing(SourceAnswer::source, Source.ORDER))
        .toList();
  }

  private static ItemPage page(SourceAnswer.Given<SourcePage> given) {
    SourcePage page = given.value();
    List<SourcedItem> items =
        page.items().stream().map(item -> new SourcedItem(given.source(), item)).toList();
    SourceReport report = SourceReport.given(given, items.size(), page.more());
    return new ItemPage(items, page.next(), new Reports(List.of(report)));
  }

  /** The first source in order that has it. */
  private static FoundItem found(List<SourceAnswer<Optional<Item>>> answers) {
    @Nullable SourcedItem first = null;
    for (SourceAnswer<Optional<Item>> answer : answers) {
      if (first == null
          && answer instanceof SourceAnswer.Given<Optional<Item>> given
          && given.value().isPresent()) {
        first = new SourcedItem(given.source(), given.value().get());
      }
    }
    Reports reports =
        new Reports(
            answers.stream()
                .map(answer -> report(answer, value -> value.isPresent() ? 1 : 0))
                .toList());
    if (first == null) {
      throw notFound(reports);
    }
    return new FoundItem(first, reports);
  }

  private static CapabilityAnswer capabilities(List<SourceAnswer<SourceCapabilities>> answers) {
    Map<Source, SourceCapabilities> capabilities = new LinkedHashMap<>();
    for (SourceAnswer<SourceCapabilities> answer : answers) {
      if (answer instanceof SourceAnswer.Given<SourceCapabilities> given) {
        capabilities.put(given.source(), given.value());
      }
    }
    return new CapabilityAnswer(
        capabilities,
        new Reports(
            answers.stream()
                .map(answer -> report(answer, value -> value.resources().size()))
                .toList()));
  }

  private static <T> SourceReport report(SourceAnswer<T> answer, ToIntFunction<T> count) {
    return switch (answer) {
      case SourceAnswer.Given<T> given ->
          SourceReport.given(given, count.applyAsInt(given.value()), false);
      case SourceAnswer.Withheld<T> withheld -> SourceReport.withheld(withheld);
    };
  }

  /** Says so when a source that did not answer might have it. */
  private static ProblemException notFound(Reports reports) {
    ProblemException problem = ProblemException.notFound("item");
    return reports.complete()
        ? problem
        : problem.with("complete", false).with("signals", reports.signals());
  }

  private static ProblemException noCursorOverAll() {
    return new ProblemException(
        ProblemCode.CURSOR_INVALID,
        "source=all takes no cursor.",
        "Page one source at a time: those that say more, each with its own source=.");
  }
}
