package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mosaic.ca.Fingerprint;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.pki.store.CaStore;
import mosaic.gateway.pki.store.RotationStore;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Rotates the server certificate, the issuing CA and the root. What is new is prepared
 * first, so that every replica trusts it before one of them uses it; what is old stays trusted
 * until nobody depends on it; and until then everything can be rolled back.
 */
@ApplicationScoped
public class Rotation {
  /** Every replica has looked at least twice by then. */
  private static final int LOOKS_TO_ACTIVATION = 3;

  private final CaStore store;
  private final RotationStore rotations;
  private final RootDependents dependents;
  private final AuthorityMaker maker;
  private final AuthorityWatch watch;
  private final CaConfig config;

  Rotation(
      CaStore store,
      RotationStore rotations,
      RootDependents dependents,
      AuthorityMaker maker,
      AuthorityWatch watch,
      CaConfig config) {
    this.store = store;
    this.rotations = rotations;
    this.dependents = dependents;
    this.maker = maker;
    this.watch = watch;
    this.config = config;
  }

  /** All authorities there are and were. */
  public Uni<StoredAuthorities> show() {
    return store.load();
  }

  /** What the peers of active grants depend on; nothing in a tier without peers. */
  public Uni<List<PeerPin>> peers() {
    return dependents.all();
  }

  /** Lets every replica take a new server certificate. */
  public Uni<StoredAuthorities> server(String actor) {
    return rotations.renewServerCertificates(actor).flatMap(asked -> now());
  }

  /** Prepares a new issuing CA under the current root. */
  public Uni<StoredAuthorities> issuing(String actor) {
    return store
        .load()
        .map(stored -> maker.issuing(current(stored, AuthorityKind.ROOT)))
        .flatMap(made -> prepare(List.of(made), actor));
  }

  /** Prepares a new root, its links with the current one, and an issuing CA under it. */
  public Uni<StoredAuthorities> root(String actor) {
    return store
        .load()
        .map(stored -> maker.successor(current(stored, AuthorityKind.ROOT)))
        .flatMap(made -> prepare(List.of(made.root(), made.issuing()), actor));
  }

  private Uni<StoredAuthorities> prepare(List<AuthorityRecord> made, String actor) {
    Duration delay = config.lookInterval().multipliedBy(LOOKS_TO_ACTIVATION);
    return rotations
        .prepare(made, delay, actor)
        .flatMap(
            prepared -> prepared ? now() : Uni.createFrom().failure(Rotation::rotationUnderWay));
  }

  /**
   * Retires the root that was replaced.
   *
   * @param force although peers depend on it
   */
  public Uni<StoredAuthorities> finish(boolean force, String actor) {
    return store
        .load()
        .map(
            stored ->
                stored
                    .the(AuthorityKind.ROOT, AuthorityState.RETIRING)
                    .orElseThrow(Rotation::noRootRetiring))
        .flatMap(
            root ->
                dependents
                    .of(root.fingerprint())
                    .invoke(
                        peers -> {
                          if (!force && !peers.isEmpty()) {
                            throw peersDepend(root.fingerprint(), peers);
                          }
                        })
                    .flatMap(peers -> rotations.retireRoot(root.fingerprint(), actor)))
        .flatMap(retired -> retired ? now() : Uni.createFrom().failure(Rotation::noRootRetiring));
  }

  /**
   * Puts back what was current before.
   *
   * @param kind of which kind; null for what was rotated last
   */
  public Uni<StoredAuthorities> rollBack(@Nullable AuthorityKind kind, String actor) {
    return store
        .load()
        .map(stored -> RollBack.of(stored, Optional.ofNullable(kind)))
        .map(found -> found.orElseThrow(() -> noRotation("There is nothing to go back to.")))
        .flatMap(rollBack -> rotations.rollBack(rollBack, config.rootOverlap(), actor))
        .flatMap(done -> done ? now() : Uni.createFrom().failure(Rotation::rotationUnderWay));
  }

  /** What was stored, after this replica has taken it over. */
  private Uni<StoredAuthorities> now() {
    return watch.look().flatMap(looked -> store.load());
  }

  private static AuthorityRecord current(StoredAuthorities stored, AuthorityKind kind) {
    return stored.the(kind, AuthorityState.CURRENT).orElseThrow();
  }

  private static ProblemException rotationUnderWay() {
    return new ProblemException(
        ProblemCode.ROTATION_UNDER_WAY,
        "Something is prepared and not in use yet, or an old root is still retiring.",
        "See: mosaic ca show. Wait for it, finish it or roll it back first.");
  }

  private static ProblemException noRootRetiring() {
    return noRotation("No root is retiring, or it was put back.");
  }

  private static ProblemException noRotation(String detail) {
    return new ProblemException(ProblemCode.NO_ROTATION, detail, "See: mosaic ca show.");
  }

  private static ProblemException peersDepend(Fingerprint root, List<PeerPin> peers) {
    String names =
        peers.stream()
            .map(
                peer ->
                    "%s (grant %s: %s)"
                        .formatted(
                            peer.requestingServer(),
                            peer.grant(),
                            peer.dependsOn(root)
                                .map(reason -> reason.wireName().replace('_', ' '))
                                .orElse("")))
            .collect(Collectors.joining(", "));
    return new ProblemException(
            ProblemCode.PEERS_DEPEND_ON_ROOT,
            "These peers would break: " + names + ".",
            "Wait until they have moved (mosaic ca show), revoke their grants, or force it.")
        .with("grants", peers.stream().map(peer -> peer.grant().toString()).toList());
  }
}
