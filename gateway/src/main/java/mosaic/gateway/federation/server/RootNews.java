package mosaic.gateway.federation.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mosaic.ca.Fingerprint;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.instance.FederationStart;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.pki.Rehearsal;
import mosaic.gateway.pki.store.PeerPins;
import mosaic.gateway.pki.store.RehearsalStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How peers learn of another root, and we which one they pin. Every answer says by a header
 * whether there is something new to be asked for; every request says which root its sender pins.
 * Both are of a connection that certificates of both sides opened.
 */
@ApplicationScoped
class RootNews {
  /** In answers: changes when there is something new at {@code /federation/v1/ca}. */
  static final String HEADER = "mosaic-ca";

  /** In requests: {@code sha256:} and the fingerprint of the root that the peer pins. */
  static final String PIN_HEADER = "mosaic-ca-pin";

  /** In requests: the id of a rehearsal, and how it went. */
  static final String REHEARSAL_HEADER = "mosaic-ca-rehearsal";

  private static final Pattern RESULT =
      Pattern.compile(
          "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}) ([a-z_]{1,64})");

  private static final Logger LOG = Logger.getLogger(RootNews.class);
  private static final Pattern PIN = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int HEADER_CHARACTERS = 16;
  private static final long MOST_GRANTS = 100_000;

  /** What a peer says again is written again after so long. */
  private static final Duration FRESH = Duration.ofHours(1);

  private final InstanceCa ca;
  private final PeerPins pins;
  private final RehearsalStore rehearsals;
  private final Vertx vertx;
  private final CaConfig config;
  private final Clock clock;
  private volatile @Nullable Rehearsal offered;
  private volatile long timer;
  private final Cache<UUID, Said> said = Caffeine.newBuilder().maximumSize(MOST_GRANTS).build();

  RootNews(
      InstanceCa ca,
      PeerPins pins,
      RehearsalStore rehearsals,
      Vertx vertx,
      CaConfig config,
      Clock clock) {
    this.ca = ca;
    this.pins = pins;
    this.rehearsals = rehearsals;
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
  }

  private record Said(Fingerprint root, Instant at) {}

  /** The value of {@link #HEADER} now: the current root, and the rehearsal that is offered. */
  String now() {
    String root = ca.rootFingerprint().hex().substring(0, HEADER_CHARACTERS);
    Rehearsal rehearsal = offered;
    return rehearsal == null ? root : root + ';' + rehearsal.id();
  }

  void start(@Observes FederationStart event) {
    timer = vertx.setPeriodic(config.lookInterval().toMillis(), tick -> look());
  }

  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  private void look() {
    rehearsals
        .offered()
        .subscribe()
        .with(
            found -> offered = found.orElse(null),
            failure -> LOG.debug("whether a rehearsal is offered is not known", failure));
  }

  /** Notes how a rehearsal went at a peer. */
  private void heardOfRehearsal(UUID grant, @Nullable String header) {
    Matcher result = header == null ? null : RESULT.matcher(header);
    if (result == null || !result.matches()) {
      return;
    }
    rehearsals
        .said(UUID.fromString(result.group(1)), grant, result.group(2))
        .subscribe()
        .with(done -> {}, failure -> LOG.debug("a rehearsal was not noted", failure));
  }

  /** What a header says, if it is one of ours. */
  static Optional<Fingerprint> pin(@Nullable String header) {
    return header != null && PIN.matcher(header).matches()
        ? Optional.of(Fingerprint.parse(header))
        : Optional.empty();
  }

  /** Notes what a peer pins, beside its answer: nobody waits for it. */
  void heard(UUID grant, FederatedRequest request) {
    heardOfRehearsal(grant, request.rehearsed());
    Optional<Fingerprint> pinned = pin(request.pinnedRoot());
    if (pinned.isEmpty()) {
      return;
    }
    Said now = new Said(pinned.get(), clock.instant());
    Said before = said.getIfPresent(grant);
    if (before != null
        && before.root().equals(now.root())
        && before.at().plus(FRESH).isAfter(now.at())) {
      return;
    }
    said.put(grant, now);
    pins.said(grant, now.root())
        .subscribe()
        .with(
            done -> {},
            failure -> {
              said.invalidate(grant);
              LOG.debug("which root a peer pins was not noted", failure);
            });
  }

  /** The body of {@code /federation/v1/ca}: the current root, and what leads there from a pin. */
  Map<String, @Nullable Object> document(@Nullable String header) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("root", ca.rootPem());
    body.put("link", pin(header).flatMap(ca::linkFrom).orElse(null));
    Rehearsal rehearsal = offered;
    if (rehearsal != null) {
      Map<String, @Nullable Object> offer = new LinkedHashMap<>();
      offer.put("id", rehearsal.id());
      offer.put("chain", rehearsal.chain());
      offer.put("root", rehearsal.root());
      offer.put("link", rehearsal.link());
      body.put("rehearsal", offer);
    }
    return body;
  }
}
