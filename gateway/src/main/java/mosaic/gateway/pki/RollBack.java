package mosaic.gateway.pki;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mosaic.ca.Fingerprint;

/**
 * What goes back when a rotation is rolled back. Nothing is retired that issued something: what was
 * current is trusted on.
 *
 * @param back become current again
 * @param aside were current, and are retiring now
 * @param dropped were prepared and never used, and are over now
 */
public record RollBack(List<Fingerprint> back, List<Fingerprint> aside, List<Fingerprint> dropped) {

  /** Takes private copies. */
  public RollBack {
    back = List.copyOf(back);
    aside = List.copyOf(aside);
    dropped = List.copyOf(dropped);
  }

  /**
   * What to do to undo a rotation.
   *
   * @param kind of which kind; empty for the last
   * @return empty when there is nothing to go back to
   */
  static Optional<RollBack> of(StoredAuthorities stored, Optional<AuthorityKind> kind) {
    Optional<RollBack> prepared = ofPrepared(stored, kind);
    if (prepared.isPresent()) {
      return prepared;
    }
    AuthorityRecord root = current(stored, AuthorityKind.ROOT);
    AuthorityRecord issuing = current(stored, AuthorityKind.ISSUING);
    Optional<RollBack> ofRoot = ofRoot(stored, root, issuing);
    Optional<RollBack> ofIssuing = ofIssuing(stored, root, issuing);
    AuthorityKind which =
        kind.orElseGet(
            () ->
                ofIssuing.isEmpty() || !currentSince(issuing).isAfter(currentSince(root))
                    ? AuthorityKind.ROOT
                    : AuthorityKind.ISSUING);
    return switch (which) {
      case ROOT -> kind.isEmpty() && ofRoot.isEmpty() ? ofIssuing : ofRoot;
      case ISSUING -> ofIssuing;
    };
  }

  private static Optional<RollBack> ofPrepared(
      StoredAuthorities stored, Optional<AuthorityKind> kind) {
    boolean ofRoot = stored.the(AuthorityKind.ROOT, AuthorityState.PREPARED).isPresent();
    if (kind.isPresent() && (kind.get() == AuthorityKind.ROOT) != ofRoot) {
      return Optional.empty();
    }
    List<Fingerprint> dropped = new ArrayList<>();
    for (AuthorityKind each : AuthorityKind.values()) {
      stored
          .the(each, AuthorityState.PREPARED)
          .ifPresent(prepared -> dropped.add(prepared.fingerprint()));
    }
    return dropped.isEmpty()
        ? Optional.empty()
        : Optional.of(new RollBack(List.of(), List.of(), dropped));
  }

  /**
   * With the issuing CA that issued last under the old root. What is prepared under the new one is
   * dropped, or else it would become current beside the old root.
   */
  private static Optional<RollBack> ofRoot(
      StoredAuthorities stored, AuthorityRecord root, AuthorityRecord issuing) {
    return stored
        .the(AuthorityKind.ROOT, AuthorityState.RETIRING)
        .flatMap(
            old ->
                lastUnder(stored, old.fingerprint())
                    .map(
                        under ->
                            new RollBack(
                                List.of(old.fingerprint(), under.fingerprint()),
                                List.of(root.fingerprint(), issuing.fingerprint()),
                                stored.the(AuthorityKind.ISSUING, AuthorityState.PREPARED).stream()
                                    .map(AuthorityRecord::fingerprint)
                                    .toList())));
  }

  private static Optional<RollBack> ofIssuing(
      StoredAuthorities stored, AuthorityRecord root, AuthorityRecord issuing) {
    return lastUnder(stored, root.fingerprint())
        .map(
            old ->
                new RollBack(
                    List.of(old.fingerprint()), List.of(issuing.fingerprint()), List.of()));
  }

  private static Optional<AuthorityRecord> lastUnder(StoredAuthorities stored, Fingerprint root) {
    return stored.all().stream()
        .filter(authority -> authority.kind() == AuthorityKind.ISSUING)
        .filter(authority -> authority.state() == AuthorityState.RETIRING)
        .filter(authority -> root.equals(authority.root()))
        .max(Comparator.comparing(RollBack::currentSince));
  }

  private static Instant currentSince(AuthorityRecord authority) {
    Instant since = authority.times().currentAt();
    return since == null ? authority.times().createdAt() : since;
  }

  private static AuthorityRecord current(StoredAuthorities stored, AuthorityKind kind) {
    return stored.the(kind, AuthorityState.CURRENT).orElseThrow();
  }
}
