package mosaic.gateway.memory.store;

import com.pgvector.PGvector;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.Reader;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.memory.Turn;

/**
 * Rows that wait for an embedding. The queue itself holds ids only; texts are read, and embeddings
 * written, acting as the owner of the row.
 */
public final class EmbeddingQueue {
  /** How long others leave alone what was taken. A gateway that died meanwhile holds up no more. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** Nothing for a gateway whose vectors are not the ones that this database holds. */
  private static final String TAKE =
      """
      update memory_embedding_queue
         set not_before = now() + $3::bigint * interval '1 second'
       where memory_id in (select q.memory_id from memory_embedding_queue q
                            where q.not_before <= now() order by q.not_before, q.turn limit $2
                              for update skip locked)
         and exists (select from memory_embedding_model m where m.name = $1)
      returning memory_id, owner_id, turn
      """;

  private static final String READ =
      "select t.id, left(t.title || E'\\n' || t.body, $2) as text from memory t"
          + " where t.id = any ($1::uuid[])";

  /**
   * Of the rows that are as they were when they were read. Rows that somebody is changing are
   * passed over: waiting for them, one after the other, could be waiting for each other.
   */
  private static final String STORE =
      """
      with present as (
        select t.id, t.owner_id, t.team_id from memory t
         where t.id = any ($1::uuid[]) for share of t skip locked
      ), done as (
        delete from memory_embedding_queue q
         using present p, unnest($1::uuid[], $2::bigint[]) as i(id, turn)
         where q.memory_id = p.id and q.memory_id = i.id and q.turn = i.turn
           and exists (select from memory_embedding_model m where m.name = $4)
        returning q.memory_id
      )
      insert into memory_embeddings (memory_id, owner_id, team_id, embedding)
      select p.id, p.owner_id, p.team_id, i.embedding::vector
        from present p
        join done d on d.memory_id = p.id
        join unnest($1::uuid[], $3::text[]) as i(id, embedding) on i.id = p.id
      on conflict (memory_id) do update set embedding = excluded.embedding
      """;

  private static final String POSTPONE =
      """
      update memory_embedding_queue q
         set not_before = now() + $3::bigint * interval '1 second'
        from unnest($1::uuid[], $2::bigint[]) as i(id, turn)
       where q.memory_id = i.id and q.turn = i.turn
      """;

  private final Database database;

  /** The queue in this database. */
  public EmbeddingQueue(Database database) {
    this.database = database;
  }

  /**
   * Takes the rows that have waited longest; others get them again if they are not done in a
   * minute.
   *
   * @param model what they are to be embedded with
   * @param limit the most rows
   */
  public Uni<List<Turn>> take(String model, int limit) {
    return database
        .query(TAKE, Tuple.of(model, limit, LEASE.toSeconds()))
        .map(
            rows -> {
              List<Turn> turns = new ArrayList<>();
              for (Row row : rows) {
                turns.add(
                    new Turn(
                        row.getUUID("memory_id"), row.getUUID("owner_id"), row.getLong("turn")));
              }
              return turns;
            });
  }

  /** The beginnings of these rows of an owner; of those that are still there. */
  public Uni<Map<UUID, String>> texts(UUID owner, Collection<Turn> turns) {
    return database
        .read(new Reader.User(owner), READ, Tuple.of(rows(turns), Embedder.MOST_CHARACTERS))
        .map(
            rows -> {
              Map<UUID, String> texts = new HashMap<>();
              for (Row row : rows) {
                texts.put(row.getUUID("id"), row.getString("text"));
              }
              return texts;
            });
  }

  /**
   * Stores embeddings of rows of an owner that did not change since they were taken, and ends their
   * turns; how many they were.
   */
  public Uni<Integer> store(UUID owner, String model, Map<Turn, float[]> embeddings) {
    List<Turn> turns = List.copyOf(embeddings.keySet());
    String[] vectors =
        turns.stream()
            .map(turn -> new PGvector(embeddings.get(turn)).getValue())
            .toArray(String[]::new);
    return database.asUser(
        owner,
        connection ->
            connection
                .preparedQuery(STORE)
                .execute(Tuple.of(rows(turns), numbers(turns), vectors, model))
                .map(RowSet::rowCount));
  }

  /** Leaves rows for later; none of them that changed meanwhile. */
  public Uni<Void> postpone(Collection<Turn> turns, Duration by) {
    return database
        .query(POSTPONE, Tuple.of(rows(turns), numbers(turns), by.toSeconds()))
        .replaceWithVoid();
  }

  /** How many rows wait. */
  public Uni<Long> length() {
    return database
        .query("select count(*) from memory_embedding_queue", Tuple.tuple())
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static UUID[] rows(Collection<Turn> turns) {
    return turns.stream().map(Turn::row).toArray(UUID[]::new);
  }

  private static Long[] numbers(Collection<Turn> turns) {
    return turns.stream().map(Turn::number).toArray(Long[]::new);
  }
}
