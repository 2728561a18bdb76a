package mosaic.gateway.revocation;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import mosaic.ca.Fingerprint;
import mosaic.ca.RevocationList;
import mosaic.gateway.instance.RevocationConfig;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.pki.Issuer;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.revocation.store.RevocationListStore;
import mosaic.gateway.revocation.store.RevocationListStore.Draft;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes this instance's revocation lists and has them at hand. */
@ApplicationScoped
public class RevocationLists {
  private static final Logger LOG = Logger.getLogger(RevocationLists.class);

  /**
   * So long a list counts as the last without another look: strangers who fetch it must not take
   * the database from everybody else (T-43).
   */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final InstanceCa ca;
  private final RevocationListStore store;
  private final RevocationListStore.Terms terms;
  private final Clock clock;
  private final OneAtATime making;
  private final OneAtATime loading;

  /** The encoded lists, the last of each issuer: not read again until there is another. */
  private final Map<Fingerprint, AtHand> atHand = new ConcurrentHashMap<>();

  /** Counts what may have published a list here: whoever looked before has to look again. */
  private final AtomicLong publications = new AtomicLong();

  /**
   * A list and when it was seen to be the last.
   *
   * @param publications how many there had been then, read before the database was
   * @param looked when, by the clock
   */
  private record AtHand(PublishedList list, long publications, Instant looked) {}

  RevocationLists(
      Vertx vertx, InstanceCa ca, RevocationListStore store, RevocationConfig config, Clock clock) {
    this.vertx = vertx;
    this.ca = ca;
    this.store = store;
    this.terms = new RevocationListStore.Terms(config.crlInterval(), config.crlValidity());
    this.clock = clock;
    this.making = new OneAtATime(vertx);
    this.loading = new OneAtATime(vertx);
  }

  /**
   * Returns once everything that is revoked by now is on a published list. Many who ask at the same
   * time share one list: when a later one has its turn, there is nothing left to do.
   */
  public Uni<Void> publishWhatIsRevoked() {
    return publishAll()
        .onFailure()
        .transform(
            failure ->
                new ProblemException(
                    ProblemCode.REVOCATION_NOT_PUBLISHED,
                    "It is revoked, and refused here from now on, but the revocation list could"
                        + " not be published.",
                    "Revoke it again, which changes nothing and publishes the list.",
                    failure));
  }

  /**
   * Publishes every list that there has to be, of each issuer. That of one fails for itself: the
   * others are tried, and then it is told.
   */
  Uni<Void> publishAll() {
    return Uni.combine()
        .all()
        .unis(ca.issuers().stream().map(this::publish).toList())
        .collectFailures()
        .discardItems();
  }

  private Uni<Void> publish(Issuer issuer) {
    return making.run(
        () ->
            store
                .draft(issuer.fingerprint(), terms)
                .flatMap(
                    draft ->
                        draft.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : signed(issuer, draft.get())
                                .call(
                                    list ->
                                        store.publish(
                                            issuer.fingerprint(), list, draft.get().scheduled()))
                                .invoke(
                                    list ->
                                        LOG.infof(
                                            "revocation list %s with %d entries",
                                            list.number(), list.size()))
                                .replaceWithVoid())
                // Also if it was another replica that published what is to be on a list by now.
                .onTermination()
                .invoke(publications::incrementAndGet));
  }

  /** Off the event loops: a list may be long. */
  private Uni<RevocationList> signed(Issuer issuer, Draft draft) {
    return Uni.createFrom()
        .completionStage(
            () ->
                vertx
                    .executeBlocking(() -> issuer.authority().sign(draft.list()), false)
                    .toCompletionStage());
  }

  /**
   * The list that is published now, made if there is none: at once after it was published here, one
   * second later at the most if that was on another replica. When the database does not answer, the
   * one at hand while it is in date.
   */
  Uni<PublishedList> current(Issuer issuer) {
    return Uni.createFrom()
        .deferred(
            () -> {
              AtHand last = atHand.get(issuer.fingerprint());
              return last != null && isFresh(last)
                  ? Uni.createFrom().item(last.list())
                  : look(issuer);
            });
  }

  private boolean isFresh(AtHand last) {
    Instant now = clock.instant();
    return last.publications() == publications.get()
        && !now.isBefore(last.looked())
        && now.isBefore(last.looked().plus(LOOK_AGAIN_AFTER));
  }

  /** Once, however many wait for it. */
  private Uni<PublishedList> look(Issuer issuer) {
    Fingerprint of = issuer.fingerprint();
    return loading.run(
        () -> {
          AtHand last = atHand.get(of);
          if (last != null && isFresh(last)) {
            return Uni.createFrom().item(last.list());
          }
          long before = publications.get();
          return last(issuer, last == null ? null : last.list())
              .invoke(list -> atHand.put(of, new AtHand(list, before, clock.instant())));
        });
  }

  private Uni<PublishedList> last(Issuer issuer, @Nullable PublishedList known) {
    Fingerprint of = issuer.fingerprint();
    Uni<PublishedList> last =
        store
            .number(of)
            .flatMap(
                number -> {
                  if (number.isEmpty()) {
                    return publish(issuer).chain(() -> load(of));
                  }
                  return known != null && known.number() == number.getAsLong()
                      ? Uni.createFrom().item(known)
                      : load(of);
                });
    return known == null
        ? last
        : last.onFailure(failure -> clock.instant().isBefore(known.nextUpdate()))
            .recoverWithItem(known);
  }

  private Uni<PublishedList> load(Fingerprint issuer) {
    return store.list(issuer).map(Optional::orElseThrow);
  }
}
