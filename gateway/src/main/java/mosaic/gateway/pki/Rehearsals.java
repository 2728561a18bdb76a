package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.IssuerCredential;
import mosaic.ca.IssuingAuthority;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Pem;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;
import mosaic.ca.ServerCertificateProfile;
import mosaic.ca.ServerName;
import mosaic.gateway.instance.FederationSwitch;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.store.CaStore;
import mosaic.gateway.pki.store.IssuanceRecord;
import mosaic.gateway.pki.store.RehearsalStore;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Rehearses rotations: makes what they would make, with keys that nobody keeps, and offers it. */
@ApplicationScoped
public class Rehearsals {
  private final CaStore store;
  private final RehearsalStore rehearsals;
  private final IssuanceRecord record;
  private final InstanceCa ca;
  private final AuthorityMaker maker;
  private final FederationSwitch federation;
  private final String organisation;
  private final Clock clock;
  private final SecureRandom random;

  Rehearsals(
      CaStore store,
      RehearsalStore rehearsals,
      IssuanceRecord record,
      InstanceCa ca,
      AuthorityMaker maker,
      FederationSwitch federation,
      InstanceConfig config,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.rehearsals = rehearsals;
    this.record = record;
    this.ca = ca;
    this.maker = maker;
    this.federation = federation;
    this.organisation = config.serverName();
    this.clock = clock;
    this.random = random;
  }

  /** What a rotation would make: who issues, and what stands beside and above. */
  private record Stage(
      IssuingAuthority issuer, List<X509Certificate> between, X509Certificate root) {}

  /** A new server certificate. */
  public Uni<Rehearsal.Report> server(String actor) {
    requireFederation();
    Generations now = ca.generations();
    Issuer issuer = now.issuer();
    return offer("server", new Stage(issuer.authority(), List.of(), now.root()), null, actor);
  }

  /** A new issuing CA under the current root. */
  public Uni<Rehearsal.Report> issuing(String actor) {
    requireFederation();
    return currentRoot()
        .flatMap(
            root ->
                offer(
                    "issuing", new Stage(under(root), List.of(), root.certificate()), null, actor));
  }

  /** A new root with an issuing CA under it. */
  public Uni<Rehearsal.Report> root(String actor) {
    requireFederation();
    return currentRoot()
        .flatMap(
            old -> {
              IssuerCredential next = CertificateHierarchy.root(key(), organisation, clock, random);
              X509Certificate link =
                  CertificateHierarchy.link(old, next.certificate(), clock, random);
              return offer(
                  "root",
                  new Stage(under(next), List.of(link, old.certificate()), next.certificate()),
                  link,
                  actor);
            });
  }

  /** How one went; empty when there is none. */
  public Uni<Rehearsal.Report> report(UUID rehearsal) {
    requireFederation();
    return rehearsals
        .report(rehearsal)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("rehearsal")));
  }

  private Uni<Rehearsal.Report> offer(
      String what, Stage stage, @Nullable X509Certificate link, String actor) {
    ServerCertificateProfile profile = ServerCertificateProfile.of(ServerName.parse(organisation));
    if (!(stage.issuer().prepare(profile, key().getPublic())
        instanceof Preparation.Ready(PreparedCertificate prepared))) {
      throw new IllegalStateException("the CA would not issue a server certificate");
    }
    IssuanceIntent intent = prepared.intent();
    return record
        .intendServer(intent)
        .map(intended -> stage.issuer().sign(prepared, intent))
        .call(leaf -> record.serverIssued(intent, Fingerprint.of(leaf), clock.instant()))
        .map(leaf -> rehearsal(what, stage, leaf, link))
        .call(rehearsal -> rehearsals.offer(rehearsal, actor))
        .flatMap(rehearsal -> report(rehearsal.id()));
  }

  private Rehearsal rehearsal(
      String what, Stage stage, X509Certificate leaf, @Nullable X509Certificate link) {
    List<X509Certificate> chain = new ArrayList<>();
    if (link == null) {
      // Beside the way to its own root those to the others, as the server would show them.
      chain.addAll(ca.serverChain(List.of(leaf, stage.issuer().certificate(), stage.root())));
    } else {
      chain.add(leaf);
      chain.add(stage.issuer().certificate());
      chain.addAll(stage.between());
      chain.add(stage.root());
    }
    return new Rehearsal(
        UUID.randomUUID(),
        what,
        Pem.encode(chain),
        link == null ? null : Pem.encode(List.of(stage.root())),
        link == null ? null : Pem.encode(List.of(link)));
  }

  private Uni<IssuerCredential> currentRoot() {
    return store
        .load()
        .map(
            stored ->
                maker.opened(stored.the(AuthorityKind.ROOT, AuthorityState.CURRENT).orElseThrow()));
  }

  private IssuingAuthority under(IssuerCredential root) {
    return new IssuingAuthority(
        CertificateHierarchy.issuing(root, key(), organisation, clock, random),
        List.of(root.certificate()),
        clock,
        random);
  }

  /** Kept nowhere. */
  private KeyPair key() {
    return KeyAlgorithm.EC_P256.generate(random);
  }

  private void requireFederation() {
    if (!federation.isOn()) {
      throw federation.refusal();
    }
  }
}
