package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A grant gets its next certificate, and the one before it ends when that is first used. */
@ExtendWith(SharedGateways.class)
final class RenewalTest {
  private static final String PATH = "/.well-known/est/simplereenroll";
  private static final String TASKS = "/federation/v1/tasks";
  private static final int MOST_A_DAY = 12;

  private final GatewayPair pair;
  private final Database work;
  private final FederationListener listener;

  RenewalTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    this.listener = FederationListener.of(pair.work());
  }

  @Test
  @Tag("T-14")
  void renew_newKey_sameGrantAndBothGoodUntilTheNewOneIsUsed() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Grant grant = grant(alice);
    ClientCertificate old = new Enrolment(pair).enrol(grant);
    KeyPair keys = Keys.p256();
    String request = request(keys);

    Answer answer = renew(old, request);
    Answer lost = renew(old, request);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.headers().get("content-type"))
        .containsExactly("application/pkcs7-mime; smime-type=certs-only");
    assertThat(lost.body()).as("asked again with the same key").isEqualTo(answer.body());
    ClientCertificate renewed = certificate(answer, keys, old);
    GrantProfile.assertHolds(
        renewed,
        keys.getPublic(),
        grant.id(),
        alice.id(),
        pair.home().serverName(),
        Pem.certificate(pair.work().caRootFile()));
    assertThat(listener.get(old, TASKS).status()).as("not used yet").isEqualTo(200);
    assertThat(listener.get(renewed, TASKS).status()).as("first use").isEqualTo(200);
    assertThat(listener.get(old, TASKS).status()).as("superseded").isEqualTo(401);
    assertThat(renew(old, request(Keys.p256())).status()).as("superseded").isEqualTo(401);
    assertThat(listener.get(renewed, TASKS).status()).isEqualTo(200);
    assertThat(fingerprints(grant)).containsExactly(Pem.sha256(renewed.leaf()), "null");
    assertThat(new Audit(pair.work()).entries(grant.id()))
        .containsSubsequence("grant.renew ok", "renew ok", "grant.renewed ok", "list ok")
        .contains("rejected denied");
  }

  @Test
  @Tag("T-14")
  void renew_onceMoreBeforeTheFirstWasUsed_replacesIt() throws Exception {
    Grant grant = grant(Names.person(pair.work(), "alice"));
    ClientCertificate old = new Enrolment(pair).enrol(grant);
    KeyPair firstKeys = Keys.p256();
    KeyPair secondKeys = Keys.p256();

    ClientCertificate first = certificate(renew(old, request(firstKeys)), firstKeys, old);
    ClientCertificate second = certificate(renew(old, request(secondKeys)), secondKeys, old);

    assertThat(listener.get(first, TASKS).status()).as("replaced").isEqualTo(401);
    assertThat(listener.get(old, TASKS).status()).isEqualTo(200);
    assertThat(listener.get(second, TASKS).status()).isEqualTo(200);
    assertThat(listener.get(old, TASKS).status()).isEqualTo(401);
  }

  @Test
  @Tag("T-14")
  void renew_requestThatAsksForMore_getsTheSameAsEver() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Grant grant = grant(alice);
    Grant other = grant(Names.person(pair.work(), "bob"));
    ClientCertificate old = new Enrolment(pair).enrol(grant);
    KeyPair keys = Keys.p256();
    byte[] greedy =
        CertificateRequests.der(
            keys.getPublic(),
            keys.getPrivate(),
            "SHA256withECDSA",
            "CN=grant-" + other.id(),
            extensions -> {
              extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
              extensions.addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(Forgery.name(Forgery.GRANT_ID, other.id())));
            });

    Answer answer = renew(old, Base64.getEncoder().encodeToString(greedy));

    GrantProfile.assertHolds(
        certificate(answer, keys, old),
        keys.getPublic(),
        grant.id(),
        alice.id(),
        pair.home().serverName(),
        Pem.certificate(pair.work().caRootFile()));
  }

  @Test
  @Tag("T-14")
  void renew_grantThatDoesNotStand_isRefusedAndNothingIsIssued() throws Exception {
    Grant suspended = grant(Names.person(pair.work(), "alice"));
    ClientCertificate ofSuspended = new Enrolment(pair).enrol(suspended);
    set(suspended, "status = 'suspended'");
    Grant revoked = grant(Names.person(pair.work(), "alice"));
    ClientCertificate ofRevoked = new Enrolment(pair).enrol(revoked);
    var _ =
        pair.work()
            .admin()
            .post("/api/v1/federation/grants/" + revoked.id() + "/revoke", "{}")
            .expect(200);
    Grant expired = grant(Names.person(pair.work(), "alice"));
    ClientCertificate ofExpired = new Enrolment(pair).enrol(expired);
    assertThat(
            work.execute(
                "update issued_certificates set not_after = now() - interval '1 second'"
                    + " where grant_id = ?::uuid",
                expired.id()))
        .isOne();

    assertThat(renew(ofSuspended, request(Keys.p256())).status()).isEqualTo(403);
    assertThat(renewRefused(ofRevoked)).isTrue();
    assertThat(renew(ofExpired, request(Keys.p256())).status()).isEqualTo(401);

    for (Grant grant : List.of(suspended, revoked, expired)) {
      assertThat(records(grant)).isOne();
    }
  }

  @Test
  @Tag("T-13")
  void renew_keyThatWasUsedBefore_isRefused() throws Exception {
    Grant grant = grant(Names.person(pair.work(), "alice"));
    KeyPair first = Keys.p256();
    ClientCertificate old = enrol(grant, first);
    Grant other = grant(Names.person(pair.work(), "bob"));
    KeyPair foreign = Keys.p256();
    var _ = enrol(other, foreign);
    Authority stolen = Authority.stolenFrom(pair.work());
    KeyPair issuing = new KeyPair(stolen.certificate().getPublicKey(), stolen.key());

    assertThat(renew(old, request(first)).code()).as("its own").isEqualTo("csr-refused");
    assertThat(renew(old, request(foreign)).code()).as("another's").isEqualTo("csr-refused");
    assertThat(renew(old, request(issuing)).code()).as("the CA's").isEqualTo("csr-refused");
    assertThat(records(grant)).isOne();
  }

  @Test
  @Tag("T-12")
  void renew_malformed_is400AndTheConnectionsBoundsHold() throws Exception {
    Grant grant = grant(Names.person(pair.work(), "alice"));
    ClientCertificate certificate = new Enrolment(pair).enrol(grant);

    assertThat(renew(certificate, "not base64 !").code()).isEqualTo("request-invalid");
    assertThat(renew(certificate, "").code()).as("of no known length").isEqualTo("request-invalid");
    assertThat(renew(certificate, "AAAA").code()).isEqualTo("csr-refused");
    assertThat(renew(certificate, "A".repeat(40_000)).status()).isEqualTo(400);
    WireOutcome get = listener.get(certificate, PATH);
    assertThat(get.status()).isEqualTo(405);
    assertThat(listener.get(certificate, "/.well-known/est/cacerts").status()).isEqualTo(200);
    assertThat(listener.get(certificate, "/.well-known/est/csrattrs").status()).isEqualTo(404);
    assertThat(records(grant)).isOne();
  }

  /** What a grant has on record is revoked with it, in one transaction: nobody may make it long. */
  @Test
  @Tag("T-14")
  void renew_oftenWithinADay_isHeldBackAndTheGrantCanStillBeRevoked() throws Exception {
    Grant grant = grant(Names.person(pair.work(), "alice"));
    ClientCertificate certificate = new Enrolment(pair).enrol(grant);
    String last = "";
    for (int issued = 1; issued < MOST_A_DAY; issued++) {
      last = request(Keys.p256());
      assertThat(renew(certificate, last).status()).isEqualTo(200);
    }

    Answer answer = renew(certificate, request(Keys.p256()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("rate-limited");
    assertThat(
            Integer.parseInt(answer.headers().getOrDefault("retry-after", List.of("0")).getFirst()))
        .isBetween(80_000, 86_400);
    assertThat(records(grant)).isEqualTo(MOST_A_DAY);
    assertThat(renew(certificate, last).status()).as("a lost answer").isEqualTo(200);
    var _ =
        pair.work()
            .admin()
            .post("/api/v1/federation/grants/" + grant.id() + "/revoke", "{}")
            .expect(200);
    assertThat(
            work.count(
                "select count(*) from issued_certificates"
                    + " where grant_id = ?::uuid and revoked_at is null",
                grant.id()))
        .isZero();
  }

  private boolean renewRefused(ClientCertificate certificate) {
    try {
      return renew(certificate, request(Keys.p256())).status() >= 400;
    } catch (IOException refusedInTheHandshake) {
      return true;
    }
  }

  private ClientCertificate enrol(Grant grant, KeyPair keys) {
    Enrolment enrolment = new Enrolment(pair);
    return Enrolment.certificate(
        enrolment.attempt(grant.url(), CertificateRequests.plain(keys)).expect(200), keys);
  }

  private Grant grant(Person person) {
    return pair.work()
        .admin()
        .createGrant(person, pair.home().serverName(), Scope.of("tasks").json());
  }

  private void set(Grant grant, String assignment) {
    assertThat(
            work.execute(
                "update federation_grants set " + assignment + " where id = ?::uuid", grant.id()))
        .isOne();
  }

  private List<String> fingerprints(Grant grant) {
    return work
        .rows(
            "select active_cert_fingerprint, next_cert_fingerprint from federation_grants"
                + " where id = ?::uuid",
            grant.id())
        .getFirst()
        .stream()
        .map(String::valueOf)
        .toList();
  }

  private long records(Grant grant) {
    return work.count(
        "select count(*) from issued_certificates where grant_id = ?::uuid", grant.id());
  }

  private static String request(KeyPair keys) {
    return Base64.getMimeEncoder().encodeToString(CertificateRequests.der(keys, "SHA256withECDSA"));
  }

  private Answer renew(ClientCertificate certificate, String body) throws IOException {
    URI uri =
        URI.create(
            "https://" + pair.work().serverName() + ":" + GatewaySettings.FEDERATION_PORT + PATH);
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(
                ServerTrust.only(
                    Pem.certificate(pair.work().caRootFile()), new PresentedKey(certificate)))
            .build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri)
                  .timeout(Duration.ofSeconds(20))
                  .header("Content-Type", "application/pkcs10")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted", e);
    }
  }

  /** What EST answered, with what issued it. */
  private static ClientCertificate certificate(
      Answer answer, KeyPair keys, ClientCertificate before) throws Exception {
    X509Certificate leaf = onlyCertificate(answer.expect(200));
    return new ClientCertificate(List.of(leaf, before.chain().get(1)), keys.getPrivate());
  }

  private static X509Certificate onlyCertificate(Answer answer) throws CMSException, IOException {
    var holders =
        new CMSSignedData(Base64.getMimeDecoder().decode(answer.body()))
            .getCertificates()
            .getMatches(null);
    assertThat(holders).hasSize(1);
    return Pem.certificates(Pem.text("CERTIFICATE", holders.iterator().next().getEncoded()))
        .getFirst();
  }
}
