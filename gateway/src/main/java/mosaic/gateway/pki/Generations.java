package mosaic.gateway.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mosaic.ca.Fingerprint;

/**
 * The roots and issuing CAs of this instance at one moment.
 *
 * @param version of what is stored: another one means that something changed
 * @param roots the current one first, then those that are trusted besides it
 * @param issuers the current one first, then those whose certificates may still be in use
 */
record Generations(String version, List<Root> roots, List<Issuer> issuers) {

  /** Takes private copies. */
  Generations {
    roots = List.copyOf(roots);
    issuers = List.copyOf(issuers);
    if (roots.isEmpty() || roots.getFirst().state() != AuthorityState.CURRENT) {
      throw new IllegalStateException("no root of the stored CA is current");
    }
    if (issuers.isEmpty() || issuers.getFirst().state() != AuthorityState.CURRENT) {
      throw new IllegalStateException("no issuing CA is current");
    }
  }

  /**
   * A root that is trusted.
   *
   * @param links the key of this root as certified by others, which lead those to it who know only
   *     them; and the keys of others as certified by this root
   */
  record Root(X509Certificate certificate, AuthorityState state, List<X509Certificate> links) {
    Root {
      links = List.copyOf(links);
    }
  }

  /** A chain from a leaf to its root, and beside it the ways to the other roots. */
  List<X509Certificate> serverChain(List<X509Certificate> issued) {
    X509Certificate own = issued.getLast();
    List<X509Certificate> chain = new ArrayList<>(issued.subList(0, issued.size() - 1));
    for (Root other : roots) {
      if (!other.certificate().equals(own)) {
        link(own, other.certificate())
            .ifPresent(
                link -> {
                  chain.add(link);
                  chain.add(other.certificate());
                });
      }
    }
    chain.add(own);
    return List.copyOf(chain);
  }

  /**
   * With the link, if it is another root than the one above that is pinned; empty when no root of
   * ours is above it.
   */
  Optional<InstanceCa.Anchored> anchored(
      List<X509Certificate> issued, Optional<Fingerprint> pinned) {
    return roots.stream()
        .map(Root::certificate)
        .filter(
            root ->
                root.getSubjectX500Principal().equals(issued.getLast().getIssuerX500Principal()))
        .findFirst()
        .map(own -> anchored(issued, own, pinned));
  }

  private InstanceCa.Anchored anchored(
      List<X509Certificate> issued, X509Certificate own, Optional<Fingerprint> pinned) {
    Optional<X509Certificate> other =
        roots.stream()
            .map(Root::certificate)
            .filter(root -> !root.equals(own) && pinned.equals(Optional.of(Fingerprint.of(root))))
            .findFirst();
    Optional<X509Certificate> link = other.flatMap(root -> link(own, root));
    if (other.isEmpty() || link.isEmpty()) {
      return new InstanceCa.Anchored(issued, own);
    }
    List<X509Certificate> chain = new ArrayList<>(issued);
    chain.add(link.get());
    return new InstanceCa.Anchored(chain, other.get());
  }

  /** The key of one root, certified by another. */
  Optional<X509Certificate> link(X509Certificate subject, X509Certificate signer) {
    return roots.stream()
        .flatMap(root -> root.links().stream())
        .filter(link -> link.getPublicKey().equals(subject.getPublicKey()))
        .filter(link -> link.getIssuerX500Principal().equals(signer.getSubjectX500Principal()))
        .findFirst();
  }

  X509Certificate root() {
    return roots.getFirst().certificate();
  }

  Issuer issuer() {
    return issuers.getFirst();
  }

  Optional<Issuer> issuer(Fingerprint fingerprint) {
    return issuers.stream().filter(issuer -> issuer.fingerprint().equals(fingerprint)).findFirst();
  }
}
