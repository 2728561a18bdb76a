package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.instance.check.ClockSkew;
import mosaic.gateway.seal.Sealer;
import mosaic.gateway.wire.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Asks peers how they are, outside of a running gateway and without a trace in its database: the
 * same call over the same TLS as any read.
 */
public final class PeerExamination implements AutoCloseable {
  /** More than a query has: a peer that is slow is to show as slow, and not as gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long CLOSING_SECONDS = 5;

  /** Peers that are asked at the same time. */
  private static final int AT_ONCE = 16;

  private final Vertx vertx;
  private final PeerClients clients;
  private final FederationClient client;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private PeerExamination(Vertx vertx, Sealer sealer, FederationConfig config, Clock clock) {
    this.vertx = vertx;
    this.clients = new PeerClients(vertx, sealer, clock, new Unhurried(config));
    this.client =
        new FederationClient(
            vertx,
            clients,
            new PeerAddresses(vertx, clock, config),
            random,
            clock,
            (peer, news) -> {});
    this.clock = clock;
  }

  /**
   * Opens it.
   *
   * @param sealer opens our credentials
   * @param config of the gateway; its deadline is not ours
   */
  public static PeerExamination open(Sealer sealer, FederationConfig config, Clock clock) {
    // As the gateway does: names are resolved as everywhere else on this machine.
    System.setProperty("vertx.disableDnsResolver", "true");
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    return new PeerExamination(vertx, sealer, config, clock);
  }

  /**
   * What came of asking a peer.
   *
   * @param outcome its answer or why there was none
   * @param roundTrip of a request on an open connection; of a failure, until it showed
   * @param skew how far its clock is from ours, right to about a second; empty when unknown
   */
  public record Result(
      PeerOutcome<PeerPulse> outcome, Duration roundTrip, Optional<ClockSkew> skew) {}

  /**
   * Asks peers what may be read from them, several at a time, and waits for all.
   *
   * @return by the peer's id
   */
  public Map<UUID, Result> examine(List<ReachablePeer> peers) {
    return Multi.createFrom()
        .iterable(peers)
        .onItem()
        .transformToUni(peer -> examine(peer).map(result -> Map.entry(peer.peer().id(), result)))
        .merge(AT_ONCE)
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue)
        .await()
        .indefinitely(); // Each ends within its patience, as a value.
  }

  /** The first call makes the connection, and here loads classes; the second one is measured. */
  private Uni<Result> examine(ReachablePeer peer) {
    return ask(peer)
        .flatMap(
            first ->
                switch (first.outcome()) {
                  case PeerOutcome.Answered<PeerPulse> answered -> ask(peer);
                  case PeerOutcome.Failed<PeerPulse> failed -> Uni.createFrom().item(first);
                });
  }

  private Uni<Result> ask(ReachablePeer peer) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Instant before = clock.instant();
              long start = System.nanoTime();
              return client
                  .pulse(peer, TraceParent.of(null, random), PATIENCE)
                  .map(
                      outcome -> {
                        Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
                        return new Result(
                            outcome, roundTrip, skew(outcome, before, before.plus(roundTrip)));
                      });
            });
  }

  private static Optional<ClockSkew> skew(
      PeerOutcome<PeerPulse> outcome, Instant before, Instant after) {
    return switch (outcome) {
      case PeerOutcome.Answered<PeerPulse>(PeerPulse pulse) -> skew(pulse.time(), before, after);
      case PeerOutcome.Failed<PeerPulse> failed -> Optional.empty();
    };
  }

  /** The header has whole seconds: on average, half a second was cut off. */
  private static Optional<ClockSkew> skew(@Nullable Instant theirs, Instant before, Instant after) {
    return Optional.ofNullable(theirs)
        .map(time -> ClockSkew.between(time.plusMillis(500), before, after));
  }

  @Override
  public void close() {
    clients.close();
    try {
      var _ =
          vertx
              .close()
              .toCompletionStage()
              .toCompletableFuture()
              .get(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException ending) {
      // The process ends anyway.
    }
  }

  /** The gateway's settings with our patience. */
  private record Unhurried(FederationConfig config) implements FederationConfig {
    @Override
    public String host() {
      return config.host();
    }

    @Override
    public int port() {
      return config.port();
    }

    @Override
    public Duration deadline() {
      return PATIENCE;
    }

    @Override
    public Duration enrolmentTokenValidity() {
      return config.enrolmentTokenValidity();
    }

    @Override
    public Duration grantCertificateValidity() {
      return config.grantCertificateValidity();
    }

    @Override
    public Optional<List<String>> allowedNetworks() {
      return config.allowedNetworks();
    }

    @Override
    public boolean twoPersonApproval() {
      return config.twoPersonApproval();
    }
  }
}
