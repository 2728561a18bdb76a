package mosaic.gateway.revocation;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

/** Makes this instance's revocation lists and has them at hand. */
@ApplicationScoped
public class RevocationLists {
  private static final Logger LOG = Logger.getLogger(RevocationLists.class);

  private final Vertx vertx;
  private final InstanceCa ca;
  private final RevocationListStore store;
  private final RevocationListStore.Terms terms;
  private final Clock clock;
  private final OneAtATime making;
  private final OneAtATime loading;

  /** The encoded lists, the last of each issuer: not read again until there is another. */
  private final Map<Fingerprint, PublishedList> atHand = new ConcurrentHashMap<>();

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

  /** Publishes every list that there has to be, of each issuer. */
  Uni<Void> publishAll() {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Issuer issuer : ca.issuers()) {
      all = all.chain(() -> publish(issuer));
    }
    return all;
  }

  private Uni<Void> publish(Issuer issuer) {
    return making.run(
        () ->
            store
                .draft(issuer.fingerprint(), terms, clock.instant())
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
                                .replaceWithVoid()));
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
   * The list that is published now, on whichever replica that was done; made if there is none. When
   * the database does not answer, the one at hand while it is in date.
   */
  Uni<PublishedList> current(Issuer issuer) {
    Fingerprint of = issuer.fingerprint();
    return store
        .number(of)
        .flatMap(
            number -> {
              PublishedList list = atHand.get(of);
              if (number.isEmpty()) {
                return publish(issuer).chain(() -> load(of));
              }
              return list != null && list.number() == number.getAsLong()
                  ? Uni.createFrom().item(list)
                  : load(of);
            })
        .onFailure()
        .recoverWithUni(
            failure ->
                Optional.ofNullable(atHand.get(of))
                    .filter(list -> clock.instant().isBefore(list.nextUpdate()))
                    .map(list -> Uni.createFrom().item(list))
                    .orElseGet(() -> Uni.createFrom().failure(failure)));
  }

  /** Once, however many wait for it. */
  private Uni<PublishedList> load(Fingerprint issuer) {
    return loading.run(
        () ->
            store
                .number(issuer)
                .flatMap(
                    number -> {
                      PublishedList list = atHand.get(issuer);
                      return list != null && number.orElse(-1) == list.number()
                          ? Uni.createFrom().item(list)
                          : store
                              .list(issuer)
                              .map(Optional::orElseThrow)
                              .invoke(loaded -> atHand.put(issuer, loaded));
                    }));
  }
}
