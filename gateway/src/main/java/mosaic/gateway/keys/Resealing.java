package mosaic.gateway.keys;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mosaic.gateway.instance.FederationSwitch;
import mosaic.gateway.keys.store.SealedValues;
import mosaic.gateway.keys.store.SealingKeys;
import mosaic.gateway.seal.KeyId;
import mosaic.gateway.seal.Sealer;

/**
 * Seals anew, under the line that seals, what earlier lines have sealed: in bounded steps, each of
 * which may be the last one for now, while everything goes on (R-1301).
 */
@ApplicationScoped
public class Resealing {
  /** Values that one step takes on. */
  private static final int MOST = 500;

  private final Vertx vertx;
  private final Sealer sealer;
  private final SealedValues values;
  private final SealingKeys keys;
  private final boolean federated;

  Resealing(
      Vertx vertx,
      Sealer sealer,
      SealedValues values,
      SealingKeys keys,
      FederationSwitch federation) {
    this.vertx = vertx;
    this.sealer = sealer;
    this.values = values;
    this.keys = keys;
    this.federated = federation.isOn();
  }

  /**
   * What a step did.
   *
   * @param resealed values that are sealed under the line that seals now
   * @param unreadable values that do not open, which stay as they are
   * @param next where to go on; empty when everything was looked at
   */
  public record Step(int resealed, int unreadable, Optional<Position> next) {}

  /**
   * What an end brought.
   *
   * @param settled false when values sealed under an earlier line may still be on their way, and
   *     nothing could be counted yet
   * @param retired lines that no value needs any more
   */
  public record End(boolean settled, List<KeyId> retired) {
    /** Takes a private copy. */
    public End {
      retired = List.copyOf(retired);
    }
  }

  /** One step. */
  public Uni<Step> step(Position at, String actor) {
    KeyId key = sealer.sealing();
    return switch (at.stage()) {
      case AUTHORITIES ->
          values
              .authoritiesNotUnder(key)
              .flatMap(found -> reseal(found, key, actor))
              .map(done -> done.step(following(Position.Stage.AUTHORITIES)));
      case PEER_CERTIFICATES -> peers(at, SealedColumn.PEER_CERTIFICATE, key, actor);
      case PEER_KEYS -> peers(at, SealedColumn.PEER_KEY, key, actor);
      case OWNERS -> owners(at, key, actor);
    };
  }

  /** Retires every line that no value needs. */
  public Uni<End> end(String actor) {
    return keys.needed()
        .flatMap(
            needed ->
                keys.isSettled()
                    .flatMap(
                        settled ->
                            settled
                                ? values
                                    .held(federated)
                                    .flatMap(held -> retire(needed, held, actor))
                                : Uni.createFrom().item(new End(false, List.of()))));
  }

  /** How many values each key has sealed. */
  public Uni<List<Held>> held() {
    return values.held(federated);
  }

  private Uni<End> retire(List<KeyId> needed, List<Held> held, String actor) {
    Set<String> inUse = held.stream().map(Held::key).collect(Collectors.toSet());
    List<KeyId> over = needed.stream().filter(key -> !inUse.contains(key.hex())).toList();
    return keys.forget(over, needed.getFirst(), actor).map(retired -> new End(true, retired));
  }

  private Uni<Step> peers(Position at, SealedColumn column, KeyId key, String actor) {
    if (!federated) {
      return Uni.createFrom().item(new Step(0, 0, following(at.stage())));
    }
    return values
        .peersNotUnder(key, column, at.from(), MOST)
        .flatMap(
            found ->
                reseal(found, key, actor)
                    .map(
                        done ->
                            done.step(
                                found.size() < MOST
                                    ? following(at.stage())
                                    : Optional.of(
                                        new Position(
                                            at.stage(),
                                            SealedValues.after(found.getLast().place().row()))))));
  }

  private Uni<Step> owners(Position at, KeyId key, String actor) {
    return values
        .owners(at.from())
        .flatMap(
            owners ->
                owners.isEmpty()
                    ? Uni.createFrom().item(new Step(0, 0, Optional.empty()))
                    : values
                        .secretsNotUnder(key, owners, MOST)
                        .flatMap(
                            found ->
                                reseal(found, key, actor)
                                    .map(done -> done.step(nextOwner(owners, found, done)))));
  }

  /**
   * After a full step the last owner may have more; one of whom nothing could be done is passed.
   */
  private static Optional<Position> nextOwner(
      List<UUID> owners, List<SealedValue> found, Done done) {
    UUID last = owners.getLast();
    boolean full = found.size() >= MOST;
    if (full && found.getLast().owner() != null) {
      last = found.getLast().owner();
    }
    UUID from = full && done.resealed() > 0 ? last : SealedValues.after(last);
    return Optional.of(new Position(Position.Stage.OWNERS, from));
  }

  private record Done(int resealed, int unreadable) {
    Step step(Optional<Position> next) {
      return new Step(resealed, unreadable, next);
    }
  }

  private Uni<Done> reseal(List<SealedValue> found, KeyId key, String actor) {
    if (found.isEmpty()) {
      return Uni.createFrom().item(new Done(0, 0));
    }
    return Uni.createFrom()
        .completionStage(
            () -> vertx.executeBlocking(() -> sealedAnew(found), false).toCompletionStage())
        .flatMap(
            resealed ->
                values
                    .replace(resealed, key, actor)
                    .map(count -> new Done(count, found.size() - resealed.size())));
  }

  /** Those that open. */
  private Map<SealedValue, String> sealedAnew(List<SealedValue> found) {
    Map<SealedValue, String> resealed = new LinkedHashMap<>();
    for (SealedValue value : found) {
      byte[] secret;
      try {
        secret = sealer.open(value.sealed(), value.place());
      } catch (Sealer.UnsealException unreadable) {
        continue;
      }
      resealed.put(value, sealer.seal(secret, value.place()));
      Arrays.fill(secret, (byte) 0);
    }
    return resealed;
  }

  private static Optional<Position> following(Position.Stage stage) {
    return stage.next().map(Position::beginningOf);
  }
}
