package mosaic.gateway.keys;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.MasterKeySource;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.keys.store.SealingKeys;
import mosaic.gateway.seal.KeyId;
import mosaic.gateway.seal.MasterKey;
import mosaic.gateway.seal.Sealer;
import org.jboss.logging.Logger;

/**
 * Reads the master key every few seconds and agrees with the other processes of this instance on
 * which line seals (R-1301): a new first line opens at once, and seals when every process has it as
 * its first. Owns the {@link Sealer}, so that nothing is sealed before that was asked once.
 *
 * <p>A line that is taken out of the key while values need it stays in memory, so that an early
 * removal breaks nothing that runs; the next start is refused.
 */
@Singleton
public final class KeyWatch {
  private static final Logger LOG = Logger.getLogger(KeyWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Who does not manage to say so counts as gone a minute later. */
  private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(2);

  private static final int FIRST_OF_ALL = 1;

  /** Least time between two readings that a value of an unknown key asks for. */
  private static final Duration UNKNOWN_EVERY = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final SealingKeys store;
  private final MasterKeySource source;
  private final UUID process = UUID.randomUUID();
  private final String name = ManagementFactory.getRuntimeMXBean().getName();
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong readForUnknown = new AtomicLong(Long.MIN_VALUE);
  private final Sealer sealer;
  private volatile MasterKey read;
  private volatile KeyId toSeal;
  private volatile Uni<Void> lastLook = Uni.createFrom().voidItem();
  private boolean troubled;
  private long timer;

  KeyWatch(Vertx vertx, SealingKeys store, InstanceConfig config) {
    this.vertx = vertx;
    this.store = store;
    this.source = MasterKeySource.of(config);
    MasterKey first = source.read();
    Beat beat = store.beat(process, name, first.ids(), null).await().atMost(PATIENCE);
    if (!first.has(beat.sealing())) {
      throw new StartRefused(
          "master key: line %s is missing, under which this instance seals"
              .formatted(beat.sealing().hex()),
          "give this process the same master key as the others");
    }
    this.read = first;
    this.toSeal = beat.sealing();
    this.sealer = new Sealer(first, beat.sealing());
  }

  @Produces
  @Singleton
  Sealer sealer() {
    return sealer;
  }

  /** The lines of the master key as it was read last. */
  public MasterKey read() {
    return read;
  }

  /** Whether this process can open what the others seal now. */
  public boolean isUpToDate() {
    return sealer.key().has(toSeal);
  }

  /** The first of all, so that this is made here and not where nothing may be waited for. */
  void start(@Observes @Priority(FIRST_OF_ALL) StartupEvent event) {
    sealer.onUnknownKey(this::readForUnknownKey);
    timer = vertx.setPeriodic(EVERY.toMillis(), tick -> lookAgain());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    // A look that is under way would say that this process is there, after it said that it goes.
    lastLook
        .onFailure()
        .recoverWithNull()
        .flatMap(over -> store.leave(process))
        .ifNoItem()
        .after(PATIENCE_AT_THE_END)
        .fail()
        .onFailure()
        .recoverWithNull()
        .await()
        .indefinitely();
  }

  private void lookAgain() {
    if (busy.compareAndSet(false, true)) {
      lastLook = look().onTermination().invoke(() -> busy.set(false)).memoize().indefinitely();
      lastLook.subscribe().with(done -> settle(), failure -> trouble(failure));
    }
  }

  /** Reads, says so, and seals as is agreed. */
  Uni<Void> look() {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(source::read, false).toCompletionStage())
        .invoke(now -> read = now)
        .onFailure(KeyWatch::isUnreadable)
        // Still there, and still with what it had.
        .call(failure -> store.beat(process, name, read.ids(), sealer.sealing()).invoke(this::take))
        .flatMap(now -> store.beat(process, name, now.ids(), sealer.sealing()))
        .invoke(this::take)
        .replaceWithVoid();
  }

  private synchronized void take(Beat beat) {
    toSeal = beat.sealing();
    MasterKey next = read.keeping(sealer.key(), beat.needed());
    KeyId before = sealer.sealing();
    KeyId sealing = next.has(beat.sealing()) ? beat.sealing() : before;
    sealer.use(next.has(sealing) ? next : sealer.key(), sealing);
    if (!sealing.equals(before)) {
      LOG.infof("line %s of the master key seals from now on", sealing.hex());
    }
  }

  /** A process that was away for a while may see a value before it has read the line of it. */
  private void readForUnknownKey() {
    long now = System.nanoTime();
    long last = readForUnknown.get();
    boolean soon = last != Long.MIN_VALUE && now - last < UNKNOWN_EVERY.toNanos();
    if (soon || !readForUnknown.compareAndSet(last, now)) {
      return;
    }
    try {
      MasterKey found = source.read();
      synchronized (this) {
        sealer.use(found.keeping(sealer.key(), sealer.key().ids()), sealer.sealing());
      }
    } catch (StartRefused | IllegalArgumentException unreadable) {
      LOG.warnf("the master key cannot be read: %s", unreadable.getMessage());
    }
  }

  private static boolean isUnreadable(Throwable failure) {
    return failure instanceof StartRefused || failure instanceof IllegalArgumentException;
  }

  private void settle() {
    if (troubled) {
      troubled = false;
      LOG.info("the master key can be read again");
    }
  }

  /** Once, and not every few seconds. */
  private void trouble(Throwable failure) {
    if (!troubled) {
      troubled = true;
      LOG.warnf(
          "the master key cannot be read or agreed on; what is in memory stays in use: %s",
          isUnreadable(failure) ? failure.getMessage() : failure.getClass().getSimpleName());
    }
  }
}
