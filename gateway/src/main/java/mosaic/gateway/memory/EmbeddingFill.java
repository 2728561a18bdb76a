package mosaic.gateway.memory;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.embedding.EmbedderFailure;
import mosaic.gateway.embedding.EmbedderFailure.Kind;
import mosaic.gateway.memory.store.EmbeddingQueue;
import org.jboss.logging.Logger;

/**
 * Embeds the rows in the queue, a batch at a time, with no transaction open meanwhile. It may stop
 * anywhere and be done again, and run on several gateways at once.
 */
final class EmbeddingFill {
  private static final Logger LOG = Logger.getLogger(EmbeddingFill.class);

  /** After this a text that the embedder refuses is tried again: it may have another limit then. */
  private static final Duration REFUSED_FOR = Duration.ofHours(1);

  /** What is refused at this length is not refused for its length. */
  private static final int SHORT = 500;

  private final EmbeddingQueue queue;
  private final Embedder embedder;
  private final Executor context;

  /**
   * Fills with this embedder.
   *
   * @param context where to go on when the embedder is done, for it completes anywhere
   */
  EmbeddingFill(EmbeddingQueue queue, Embedder embedder, Executor context) {
    this.queue = queue;
    this.embedder = embedder;
    this.context = context;
  }

  /**
   * Batch by batch how many rows were taken, until none is left that may be. Fails with {@link
   * EmbedderFailure}; the rows of that batch are back in the queue then.
   */
  Multi<Integer> batches() {
    return Multi.createBy().repeating().uni(this::batch).whilst(taken -> taken > 0);
  }

  private Uni<Integer> batch() {
    return queue
        .take(embedder.model(), Embedder.MOST_TEXTS)
        .call(turns -> turns.isEmpty() ? Uni.createFrom().voidItem() : fill(turns))
        .map(List::size);
  }

  private Uni<Void> fill(List<Turn> turns) {
    return texts(turns)
        .flatMap(this::embedded)
        .flatMap(this::store)
        .onFailure()
        .call(failure -> queue.postpone(turns, Duration.ZERO));
  }

  /** Rows that are gone meanwhile are not among them, nor in the queue any more. */
  private Uni<Map<Turn, String>> texts(List<Turn> turns) {
    Uni<Map<Turn, String>> texts = Uni.createFrom().item(LinkedHashMap::new);
    for (Map.Entry<UUID, List<Turn>> owned : byOwner(turns).entrySet()) {
      texts =
          texts.call(
              all ->
                  queue
                      .texts(owned.getKey(), owned.getValue())
                      .invoke(
                          found ->
                              owned.getValue().stream()
                                  .filter(turn -> found.containsKey(turn.row()))
                                  .forEach(turn -> all.put(turn, found.get(turn.row())))));
    }
    return texts;
  }

  private Uni<Map<Turn, float[]>> embedded(Map<Turn, String> texts) {
    if (texts.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    List<Turn> turns = List.copyOf(texts.keySet());
    return embed(List.copyOf(texts.values()))
        .map(
            vectors -> {
              Map<Turn, float[]> embedded = new LinkedHashMap<>();
              for (int i = 0; i < turns.size(); i++) {
                embedded.put(turns.get(i), vectors.get(i));
              }
              return embedded;
            })
        .onFailure(EmbeddingFill::isTextRefused)
        .recoverWithUni(refused -> oneByOne(texts));
  }

  /** One text that is refused must not keep the others waiting. */
  private Uni<Map<Turn, float[]>> oneByOne(Map<Turn, String> texts) {
    Uni<Map<Turn, float[]>> embedded = Uni.createFrom().item(LinkedHashMap::new);
    for (Map.Entry<Turn, String> entry : texts.entrySet()) {
      Turn turn = entry.getKey();
      embedded =
          embedded.call(
              all ->
                  one(entry.getValue())
                      .invoke(vector -> all.put(turn, vector))
                      .replaceWithVoid()
                      .onFailure(EmbeddingFill::isTextRefused)
                      .recoverWithUni(
                          refused -> {
                            LOG.warnf("memory row %s: %s", turn.row(), refused.getMessage());
                            return queue.postpone(List.of(turn), REFUSED_FOR);
                          }));
    }
    return embedded;
  }

  /** The text, or as much of its beginning as the embedder takes. */
  private Uni<float[]> one(String text) {
    Uni<float[]> whole = embed(List.of(text)).map(List::getFirst);
    return text.length() <= SHORT
        ? whole
        : whole
            .onFailure(EmbeddingFill::isTextRefused)
            .recoverWithUni(refused -> one(text.substring(0, text.length() / 2)));
  }

  private Uni<List<float[]>> embed(List<String> texts) {
    return embedder.embed(texts).emitOn(context);
  }

  private Uni<Void> store(Map<Turn, float[]> embedded) {
    Uni<Void> stored = Uni.createFrom().voidItem();
    for (Map.Entry<UUID, List<Turn>> owned : byOwner(embedded.keySet()).entrySet()) {
      Map<Turn, float[]> ofOwner = new LinkedHashMap<>(embedded);
      ofOwner.keySet().retainAll(owned.getValue());
      stored = stored.call(() -> queue.store(owned.getKey(), embedder.model(), ofOwner));
    }
    return stored;
  }

  private static Map<UUID, List<Turn>> byOwner(Iterable<Turn> turns) {
    List<Turn> all = new ArrayList<>();
    turns.forEach(all::add);
    return all.stream().collect(Collectors.groupingBy(Turn::owner));
  }

  private static boolean isTextRefused(Throwable failure) {
    return failure instanceof EmbedderFailure refused && refused.kind() == Kind.TEXT_REFUSED;
  }
}
