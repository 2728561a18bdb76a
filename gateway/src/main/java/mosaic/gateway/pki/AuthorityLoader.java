package mosaic.gateway.pki;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuerCredential;
import mosaic.ca.IssuingAuthority;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import org.jspecify.annotations.Nullable;

/** Makes of the stored authorities those that this process works with. */
@ApplicationScoped
class AuthorityLoader {
  private static final Comparator<AuthorityRecord> CURRENT_FIRST =
      Comparator.comparing(
              (AuthorityRecord authority) -> authority.state() != AuthorityState.CURRENT)
          .thenComparing(authority -> authority.times().createdAt(), Comparator.reverseOrder());

  private final AuthorityKeys keys;
  private final Clock clock;
  private final SecureRandom random;

  AuthorityLoader(AuthorityKeys keys, Clock clock, SecureRandom random) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens what is stored; what is open already stays as it is.
   *
   * @throws mosaic.gateway.seal.Sealer.UnsealException when the master key does not open a key
   * @throws IllegalStateException when what is stored is damaged
   */
  Generations load(StoredAuthorities stored, @Nullable Generations before) {
    Map<Fingerprint, X509Certificate> roots = new HashMap<>();
    List<Generations.Root> opened = new ArrayList<>();
    for (AuthorityRecord root : stored.alive(AuthorityKind.ROOT, CURRENT_FIRST)) {
      X509Certificate certificate = certificate(root.certificate());
      roots.put(root.fingerprint(), certificate);
      opened.add(new Generations.Root(certificate, root.state(), links(root)));
    }
    List<Issuer> issuers = new ArrayList<>();
    for (AuthorityRecord issuing : stored.alive(AuthorityKind.ISSUING, CURRENT_FIRST)) {
      X509Certificate root = roots.get(issuing.root());
      if (root != null) {
        issuers.add(issuer(issuing, root, before));
      }
    }
    return new Generations(stored.version(), opened, issuers);
  }

  private Issuer issuer(
      AuthorityRecord issuing, X509Certificate root, @Nullable Generations before) {
    Optional<Issuer> known =
        before == null ? Optional.empty() : before.issuer(issuing.fingerprint());
    if (known.isPresent()) {
      return known.get().at(issuing.state());
    }
    X509Certificate certificate = certificate(issuing.certificate());
    return new Issuer(
        issuing.fingerprint(),
        issuing.state(),
        new IssuingAuthority(
            new IssuerCredential(certificate, keys.open(issuing, certificate)),
            List.of(root),
            clock,
            random));
  }

  private static List<X509Certificate> links(AuthorityRecord root) {
    AuthorityRecord.Succession succession = root.succession();
    return succession == null
        ? List.of()
        : List.of(certificate(succession.newWithOld()), certificate(succession.oldWithNew()));
  }

  private static X509Certificate certificate(String pem) {
    try {
      return Pem.decodeCertificate(pem);
    } catch (MalformedPemException damaged) {
      throw new IllegalStateException("a stored certificate of the CA is damaged", damaged);
    }
  }
}
