package mosaic.gateway.pki;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.LeafCertificateProfile;
import mosaic.ca.Pem;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;

/**
 * This instance's certificate authority, ready to issue. Owns the issuing keys in memory;
 * nothing else sees them.
 *
 * <p>It changes while the gateway runs: whoever asks twice may get two answers, and nobody
 * keeps one. {@link AuthoritiesChanged} says when.
 */
public final class InstanceCa {
  private final RevocationAddresses addresses;
  private volatile Generations now;

  InstanceCa(Generations first, RevocationAddresses addresses) {
    this.now = first;
    this.addresses = addresses;
  }

  /** The current root, which new peers pin. */
  public X509Certificate root() {
    return now.root();
  }

  /** The current root as PEM. */
  public String rootPem() {
    return Pem.encode(List.of(root()));
  }

  /** SHA-256 of the current root: what an enrolment URL carries. */
  public Fingerprint rootFingerprint() {
    return Fingerprint.of(root());
  }

  /** All roots under which a grant's certificate may be accepted now. */
  public Set<X509Certificate> anchors() {
    return now.roots().stream()
        .map(Generations.Root::certificate)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The issuing CA that issues now, then the others whose certificates may still be in use. */
  public List<Issuer> issuers() {
    return now.issuers();
  }

  /** What a chain to one of our certificates may need: issuing certificates and roots. */
  public List<X509Certificate> certificates() {
    return Stream.concat(issuers().stream().map(Issuer::certificate), anchors().stream()).toList();
  }

  /**
   * First step of issuing: fixes and lints every byte to be signed. The certificate will say where
   * its standing can be looked up, whatever the profile says of that.
   */
  public Preparation prepare(LeafCertificateProfile profile, PublicKey key) {
    Generations at = now;
    boolean own =
        at.issuers().stream().anyMatch(issuer -> issuer.hasKey(key))
            || at.roots().stream()
                .anyMatch(
                    root ->
                        Fingerprint.of(root.certificate().getPublicKey())
                            .equals(Fingerprint.of(key)));
    return own
        ? new Preparation.KeyOfAuthority()
        : at.issuer().authority().prepare(addresses.in(profile, at.issuer().certificate()), key);
  }

  /**
   * Second step, once for each prepared certificate and only after its intent was stored. The
   * issuing CA that prepared it signs it, current or not.
   *
   * @return the certificate and the chain above it, the root last
   */
  public List<X509Certificate> sign(PreparedCertificate prepared, IssuanceIntent recorded) {
    Issuer issuer =
        now.issuer(prepared.intent().issuer())
            .orElseThrow(() -> new IllegalStateException("the issuing CA was retired meanwhile"));
    return issuer.authority().chainOf(issuer.authority().sign(prepared, recorded));
  }

  /**
   * What a server sends along with a certificate of ours: the chain to its root, and after
   * the issuing CA what leads to every other root that is trusted now, so that whoever pins one of
   * them finds a path: leaf, issuing CA, link, other root, own root.
   *
   * @param issued as {@link #sign} gave it
   */
  List<X509Certificate> serverChain(List<X509Certificate> issued) {
    return now.serverChain(issued);
  }

  /**
   * The key of the current root, certified by another root that is trusted, for whoever pins that
   * one (RFC 4210, 4.4); PEM.
   *
   * @return empty when it is the current root that is pinned, or none of ours
   */
  public Optional<String> linkFrom(Fingerprint pinned) {
    Generations at = now;
    return at.roots().stream()
        .map(Generations.Root::certificate)
        .filter(root -> !root.equals(at.root()) && Fingerprint.of(root).equals(pinned))
        .findFirst()
        .flatMap(old -> at.link(at.root(), old))
        .map(link -> Pem.encode(List.of(link)));
  }

  /**
   * A certificate and what leads from it to a root.
   *
   * @param chain leaf first, without the root
   */
  public record Anchored(List<X509Certificate> chain, X509Certificate root) {
    /** Takes a private copy. */
    public Anchored {
      chain = List.copyOf(chain);
    }
  }

  /**
   * What a gateway gets that enrols by a URL which pins this root: while a root takes over, the URL
   * may be of the other one.
   *
   * @param issued leaf and issuing CA
   * @return empty when no root of ours is above them: another CA's, or one of a root that is
   *     retired
   */
  public Optional<Anchored> anchored(List<X509Certificate> issued, Optional<Fingerprint> pinned) {
    return now.anchored(issued, pinned);
  }

  Generations generations() {
    return now;
  }

  void become(Generations next) {
    now = next;
  }
}
