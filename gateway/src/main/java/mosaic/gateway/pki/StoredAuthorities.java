package mosaic.gateway.pki;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All authorities as they were stored at one moment, the retired ones included.
 *
 * @param all the oldest first
 */
public record StoredAuthorities(List<AuthorityRecord> all) {

  /** Takes a private copy. */
  public StoredAuthorities {
    all = List.copyOf(all);
  }

  /** What tells this moment from others, as far as it concerns what is trusted and used. */
  public String version() {
    return all.stream()
        .filter(authority -> authority.state() != AuthorityState.RETIRED)
        .map(
            authority ->
                authority.fingerprint().hex()
                    + ' '
                    + authority.state().wireName()
                    + ' '
                    + authority.serverGeneration())
        .sorted()
        .collect(Collectors.joining(","));
  }

  /** Whether this instance has a CA by now. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** The one of a kind in a state that only one can be in. */
  public Optional<AuthorityRecord> the(AuthorityKind kind, AuthorityState state) {
    return all.stream()
        .filter(authority -> authority.kind() == kind && authority.state() == state)
        .findFirst();
  }

  List<AuthorityRecord> alive(AuthorityKind kind, Comparator<AuthorityRecord> order) {
    return all.stream()
        .filter(authority -> authority.kind() == kind)
        .filter(authority -> authority.state() != AuthorityState.RETIRED)
        .sorted(order)
        .toList();
  }
}
