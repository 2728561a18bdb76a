package mosaic.gateway.federation.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mosaic.ca.DnsName;
import mosaic.gateway.instance.AllowedNetworks;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.instance.Network;
import org.jspecify.annotations.Nullable;

/**
 * From the name of a peer to the one address that is connected to (T-40). A name is looked up once,
 * every address that it has is checked, and the connection is made to exactly one of those: whoever
 * answers differently the second time changes nothing. TLS verifies the name all the same.
 */
@ApplicationScoped
class PeerAddresses {
  /** As long as the JDK keeps what it found (networkaddress.cache.ttl). */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private static final long MOST_HOSTS = 10_000;

  /** Look-ups at the same time, at most one for each host, so that slow names hold up few. */
  private static final int LOOKUPS = 8;

  /** How names become addresses: as everywhere else on this machine. */
  @FunctionalInterface
  interface Lookup {
    /** All addresses of a host, at least one. */
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /**
   * What a host's name led to.
   *
   * @param checked all of its addresses, each of which may be called
   * @param chosen the one that connections go to
   * @param until when the name is looked up again
   * @param failed whether the connection to it failed
   */
  private record Pin(List<InetAddress> checked, InetAddress chosen, Instant until, boolean failed) {
    Pin afterFailure() {
      return new Pin(checked, chosen, Instant.MIN, true);
    }
  }

  private final Vertx vertx;
  private final Clock clock;
  private final Lookup lookup;
  private final List<Network> allowed;
  private final WorkerExecutor worker;
  private final Cache<DnsName, Pin> pins = Caffeine.newBuilder().maximumSize(MOST_HOSTS).build();
  private final ConcurrentMap<DnsName, Future<Pin>> lookups = new ConcurrentHashMap<>();

  @Inject
  PeerAddresses(Vertx vertx, Clock clock, FederationConfig config) {
    this(vertx, clock, config, InetAddress::getAllByName);
  }

  PeerAddresses(Vertx vertx, Clock clock, FederationConfig config, Lookup lookup) {
    this.vertx = vertx;
    this.clock = clock;
    this.lookup = lookup;
    this.allowed = AllowedNetworks.of(config);
    this.worker = vertx.createSharedWorkerExecutor("peer-names", LOOKUPS);
  }

  /**
   * Where to connect to, on the context that it is asked on. Fails with {@link AddressForbidden} or
   * an {@link UnknownHostException}.
   */
  Uni<SocketAddress> of(DnsName host, int port) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Pin known = pins.getIfPresent(host);
              return known != null && clock.instant().isBefore(known.until())
                  ? Uni.createFrom().item(known)
                  : lookUp(host);
            })
        .map(pin -> SocketAddress.inetSocketAddress(new InetSocketAddress(pin.chosen(), port)));
  }

  /** Where no connection came about, the next one looks the name up and tries another address. */
  void after(PeerOutcome<?> outcome, DnsName host) {
    if (outcome instanceof PeerOutcome.Failed<?>(PeerFailure failure)
        && (failure instanceof PeerFailure.Offline || failure instanceof PeerFailure.TimedOut)) {
      var _ = pins.asMap().computeIfPresent(host, (name, pin) -> pin.afterFailure());
    }
  }

  private Uni<Pin> lookUp(DnsName host) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Context context = vertx.getOrCreateContext();
              lookups
                  .computeIfAbsent(host, this::begin)
                  .onComplete(
                      done ->
                          context.runOnContext(
                              here -> {
                                if (done.succeeded()) {
                                  emitter.complete(done.result());
                                } else {
                                  emitter.fail(done.cause());
                                }
                              }));
            });
  }

  private Future<Pin> begin(DnsName host) {
    Future<Pin> found = worker.executeBlocking(() -> look(host), false);
    // Elsewhere and later, so never while the map is at it.
    var _ = found.onComplete(done -> vertx.runOnContext(later -> lookups.remove(host, found)));
    return found;
  }

  private Pin look(DnsName host) throws UnknownHostException {
    List<InetAddress> found = List.of(lookup.all(host.text()));
    for (InetAddress address : found) {
      if (allowed.stream().noneMatch(network -> network.contains(address))) {
        SpecialNetworks.of(address)
            .ifPresent(
                kind -> {
                  throw new AddressForbidden(kind);
                });
      }
    }
    Pin pin =
        new Pin(found, choose(found, pins.getIfPresent(host)), clock.instant().plus(FRESH), false);
    pins.put(host, pin);
    return pin;
  }

  /** The same as before, so that open connections stay of use; another one where it failed. */
  private static InetAddress choose(List<InetAddress> found, @Nullable Pin before) {
    if (before == null || !found.contains(before.chosen())) {
      return found.getFirst();
    }
    int known = found.indexOf(before.chosen());
    return before.failed() ? found.get((known + 1) % found.size()) : found.get(known);
  }
}
