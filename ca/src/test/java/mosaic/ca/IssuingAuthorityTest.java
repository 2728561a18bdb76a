package mosaic.ca;

import static mosaic.ca.Fixtures.AUTHORITY;
import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.CLIENT_KEY;
import static mosaic.ca.Fixtures.CLOCK;
import static mosaic.ca.Fixtures.GRANT;
import static mosaic.ca.Fixtures.GRANT_ID;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.RANDOM;
import static mosaic.ca.Fixtures.SUBJECT_USER_ID;
import static mosaic.ca.Fixtures.issue;
import static mosaic.ca.Fixtures.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IssuingAuthorityTest {

  @Test
  @Tag("M2-04")
  void sign_grantProfile_certifiesTheSubjectOfTheGrant() {
    UUID grantId = UUID.randomUUID();
    UUID subjectUserId = UUID.randomUUID();

    X509Certificate certificate =
        issue(GrantCertificateProfile.of(grantId, subjectUserId, Fixtures.HOME));

    assertThat(GrantIdentity.read(certificate))
        .isEqualTo(new GrantIdentity.Found(grantId, subjectUserId));
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=grant-" + grantId + ",O=home.example");
  }

  @Test
  void sign_grantProfile_isWhatTheRequirementSays() throws Exception {
    X509Certificate certificate = issue(GRANT);

    certificate.verify(CA.intermediate().certificate().getPublicKey());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getKeyUsage())
        .containsExactly(true, false, false, false, false, false, false, false, false);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder(Oids.BASIC_CONSTRAINTS, Oids.KEY_USAGE);
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(300));
    assertThat(certificate.getNotAfter().toInstant())
        .isEqualTo(NOW.plus(Duration.ofDays(30)).minusSeconds(1));
    assertThat(certificate.getPublicKey()).isEqualTo(CLIENT_KEY.getPublic());
    assertThat(certificate.getSubjectAlternativeNames()).hasSize(2);
  }

  @Test
  void sign_prepared_isExactlyWhatTheIntentSays() throws Exception {
    PreparedCertificate prepared = prepared(AUTHORITY, GRANT);
    IssuanceIntent intent = prepared.intent();

    X509Certificate certificate = AUTHORITY.sign(prepared, intent);

    assertThat(SerialNumber.of(certificate)).isEqualTo(intent.serial());
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(intent.notBefore());
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(intent.notAfter());
    assertThat(Fingerprint.ofBytes(certificate.getTBSCertificate())).isEqualTo(intent.toBeSigned());
    assertThat(Fingerprint.of(certificate.getPublicKey())).isEqualTo(intent.publicKey());
    assertThat(intent.issuer()).isEqualTo(Fingerprint.of(CA.intermediate().certificate()));
  }

  @Test
  void sign_intentReadBackFromText_isTheSameIntent() {
    PreparedCertificate prepared = prepared(AUTHORITY, GRANT);
    IssuanceIntent intent = prepared.intent();
    IssuanceIntent readBack =
        new IssuanceIntent(
            Fingerprint.parse(intent.issuer().hex()),
            SerialNumber.parse(intent.serial().hex()),
            Instant.parse(intent.notBefore().toString()),
            Instant.parse(intent.notAfter().toString()),
            Fingerprint.parse(intent.toBeSigned().toString()),
            Fingerprint.parse(intent.publicKey().toString()));

    X509Certificate certificate = AUTHORITY.sign(prepared, readBack);

    assertThat(SerialNumber.of(certificate)).isEqualTo(intent.serial());
  }

  @Test
  void sign_secondTime_throws() {
    PreparedCertificate prepared = prepared(AUTHORITY, GRANT);
    AUTHORITY.sign(prepared, prepared.intent());

    assertFault(
        CertificateAuthorityException.Fault.ALREADY_SIGNED,
        () -> AUTHORITY.sign(prepared, prepared.intent()));
  }

  @Test
  void sign_manyThreadsWithOneToken_exactlyOneSucceeds() throws Exception {
    PreparedCertificate prepared = prepared(AUTHORITY, GRANT);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> attempts = new ArrayList<>();
    int signed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      Callable<Boolean> attempt =
          () -> {
            start.await();
            try {
              AUTHORITY.sign(prepared, prepared.intent());
              return true;
            } catch (CertificateAuthorityException _) {
              return false;
            }
          };
      for (int i = 0; i < 64; i++) {
        attempts.add(threads.submit(attempt));
      }

      start.countDown();
      for (Future<Boolean> result : attempts) {
        signed += result.get() ? 1 : 0;
      }
    }

    assertThat(signed).isEqualTo(1);
  }

  @Test
  void sign_otherIntentThanPrepared_throwsAndUsesTheTokenUp() {
    PreparedCertificate prepared = prepared(AUTHORITY, GRANT);
    IssuanceIntent other = prepared(AUTHORITY, GRANT).intent();

    assertFault(
        CertificateAuthorityException.Fault.INTENT_MISMATCH, () -> AUTHORITY.sign(prepared, other));
    assertFault(
        CertificateAuthorityException.Fault.ALREADY_SIGNED,
        () -> AUTHORITY.sign(prepared, prepared.intent()));
  }

  @Test
  void sign_tokenOfAnotherAuthority_throws() {
    PreparedCertificate prepared = prepared(AUTHORITY, GRANT);
    IssuingAuthority twin = CA.issuingAuthority(CLOCK, RANDOM);

    assertFault(
        CertificateAuthorityException.Fault.FOREIGN_PREPARATION,
        () -> twin.sign(prepared, prepared.intent()));
  }

  @Test
  void prepare_manyTimes_givesDifferentSerialsOfEnoughBits() {
    Set<SerialNumber> serials = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      serials.add(prepared(AUTHORITY, GRANT).intent().serial());
    }

    assertThat(serials).hasSize(100);
    assertThat(serials).allMatch(serial -> serial.value().bitLength() >= 64);
    assertThat(serials).allMatch(serial -> serial.value().toByteArray().length <= 20);
  }

  @Test
  @Tag("T-13")
  void prepare_keyOfTheAuthority_isRefused() {
    PublicKey root = CA.root().certificate().getPublicKey();
    PublicKey intermediate = CA.intermediate().certificate().getPublicKey();

    assertThat(AUTHORITY.prepare(GRANT, root)).isEqualTo(new Preparation.KeyOfAuthority());
    assertThat(AUTHORITY.prepare(GRANT, intermediate)).isEqualTo(new Preparation.KeyOfAuthority());
  }

  @Test
  @Tag("T-13")
  void prepare_sameKeyTwice_hasTheSameKeyFingerprintForTheRecordToRefuse() {
    IssuanceIntent first = prepared(AUTHORITY, GRANT).intent();
    IssuanceIntent second = prepared(AUTHORITY, GRANT).intent();

    assertThat(first.publicKey()).isEqualTo(second.publicKey());
    assertThat(first.toBeSigned()).isNotEqualTo(second.toBeSigned());
  }

  @Test
  void prepare_weakKey_isRefused() {
    assertThat(AUTHORITY.prepare(GRANT, Fixtures.RSA_1024.getPublic()))
        .isEqualTo(new Preparation.KeyRefused(KeyDefect.RSA_TOO_SMALL));
    assertThat(AUTHORITY.prepare(GRANT, Fixtures.RSA_E_3.getPublic()))
        .isEqualTo(new Preparation.KeyRefused(KeyDefect.RSA_EXPONENT));
    assertThat(AUTHORITY.prepare(GRANT, Fixtures.keyPair("Ed25519").getPublic()))
        .isEqualTo(new Preparation.KeyRefused(KeyDefect.UNSUPPORTED_ALGORITHM));
  }

  @Test
  void prepare_authorityThatExpiresFirst_isRefused() {
    Clock late = Clock.fixed(NOW.plus(Duration.ofDays(1800)), ZoneOffset.UTC);
    IssuingAuthority authority = CA.issuingAuthority(late, RANDOM);

    assertThat(authority.prepare(GRANT, CLIENT_KEY.getPublic()))
        .isEqualTo(new Preparation.AuthorityExpires());
  }

  @Test
  void prepare_backdatedBeyondTheAuthority_beginsWithTheAuthority() {
    Clock early = Clock.fixed(NOW.minus(Duration.ofMinutes(59)), ZoneOffset.UTC);
    IssuingAuthority authority = CA.issuingAuthority(early, RANDOM);

    IssuanceIntent intent = prepared(authority, GRANT).intent();

    assertThat(intent.notBefore())
        .isEqualTo(CA.intermediate().certificate().getNotBefore().toInstant());
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void create_everyKeyAlgorithm_issuesAcceptedCertificates(KeyAlgorithm algorithm) {
    CertificateHierarchy hierarchy =
        CertificateHierarchy.create("b.example", algorithm, CLOCK, RANDOM);
    IssuingAuthority authority = hierarchy.issuingAuthority(CLOCK, RANDOM);
    PreparedCertificate prepared = prepared(authority, GRANT);

    X509Certificate leaf = authority.sign(prepared, prepared.intent());

    assertThat(
            ClientCertificateVerifier.verify(
                authority.chainOf(leaf), Set.of(hierarchy.root().certificate()), NOW))
        .isEqualTo(new ChainVerdict.Accepted(leaf, hierarchy.root().certificate()));
  }

  @Test
  void create_hierarchy_isTenAndFiveYearsWithPathLengthZero() {
    X509Certificate root = CA.root().certificate();
    X509Certificate intermediate = CA.intermediate().certificate();

    assertThat(root.getNotAfter().toInstant())
        .isEqualTo(NOW.plus(Duration.ofDays(3650)).minusSeconds(1));
    assertThat(intermediate.getNotAfter().toInstant())
        .isEqualTo(NOW.plus(Duration.ofDays(1825)).minusSeconds(1));
    assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(intermediate.getBasicConstraints()).isZero();
    assertThat(root.getSubjectX500Principal().getName())
        .matches("CN=work.example Root CA [0-9a-f]{8},O=work.example");
    assertThat(intermediate.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
  }

  @Test
  void issueIntermediate_rotation_keepsBothGenerationsValidUnderOneRoot() {
    IssuerCredential next =
        CertificateHierarchy.issueIntermediate(
            CA.root(), "work.example", KeyAlgorithm.EC_P256, CLOCK, RANDOM);
    IssuingAuthority rotated =
        new IssuingAuthority(next, List.of(CA.root().certificate()), CLOCK, RANDOM);
    PreparedCertificate prepared = prepared(rotated, GRANT);
    X509Certificate newer = rotated.sign(prepared, prepared.intent());
    X509Certificate older = issue(GRANT);
    Set<X509Certificate> anchors = Set.of(CA.root().certificate());

    assertThat(ClientCertificateVerifier.verify(rotated.chainOf(newer), anchors, NOW))
        .isInstanceOf(ChainVerdict.Accepted.class);
    assertThat(ClientCertificateVerifier.verify(AUTHORITY.chainOf(older), anchors, NOW))
        .isInstanceOf(ChainVerdict.Accepted.class);
    assertThat(next.certificate().getSubjectX500Principal())
        .isNotEqualTo(CA.intermediate().certificate().getSubjectX500Principal());
  }

  @Test
  void issueIntermediate_lateInTheLifeOfTheRoot_endsWithTheRoot() {
    Clock late = Clock.fixed(NOW.plus(Duration.ofDays(3000)), ZoneOffset.UTC);

    IssuerCredential next =
        CertificateHierarchy.issueIntermediate(
            CA.root(), "work.example", KeyAlgorithm.EC_P256, late, RANDOM);

    assertThat(next.certificate().getNotAfter()).isEqualTo(CA.root().certificate().getNotAfter());
  }

  @Test
  void construct_keyOfAnotherCertificate_throws() {
    IssuerCredential mixed =
        new IssuerCredential(CA.intermediate().certificate(), CA.root().privateKey());

    assertFault(
        CertificateAuthorityException.Fault.KEY_MISMATCH,
        () -> new IssuingAuthority(mixed, List.of(CA.root().certificate()), CLOCK, RANDOM));
  }

  @Test
  void construct_leafAsAuthority_throws() {
    IssuerCredential leaf = new IssuerCredential(issue(GRANT), CLIENT_KEY.getPrivate());

    assertFault(
        CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
        () ->
            new IssuingAuthority(
                leaf,
                List.of(CA.intermediate().certificate(), CA.root().certificate()),
                CLOCK,
                RANDOM));
  }

  @Test
  void construct_chainThatDoesNotReachARoot_throws() {
    assertFault(
        CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
        () -> new IssuingAuthority(CA.intermediate(), List.of(), CLOCK, RANDOM));
  }

  @Test
  @Tag("T-16")
  void toString_ofEverythingWithAKey_revealsNothing() {
    String secret = Pem.encode(CA.intermediate().privateKey()).reveal().lines().toList().get(1);

    assertThat(CA.toString()).contains("<redacted>").doesNotContain(secret);
    assertThat(CA.root().toString()).contains("<redacted>").doesNotContain("PrivateKey[");
    assertThat(Pem.encode(CA.root().privateKey()).toString())
        .isEqualTo("PrivateKeyPem[<redacted>]");
  }

  @Test
  void profiles_outsideTheirBounds_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ValidityPeriod.ofDays(398));
    assertThatIllegalArgumentException().isThrownBy(() -> ValidityPeriod.ofDays(0));
    assertThatIllegalArgumentException().isThrownBy(() -> ServerCertificateProfile.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerCertificateProfile.of(Fixtures.HOME, Fixtures.HOME));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GrantCertificateProfile.of(
                    GRANT_ID, SUBJECT_USER_ID, ServerName.parse("a".repeat(60) + ".example")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new AuthorityCertificateProfile(
                    AuthorityCertificateProfile.Role.ROOT, "work\0.example"));
  }

  private static void assertFault(
      CertificateAuthorityException.Fault fault,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    assertThatExceptionOfType(CertificateAuthorityException.class)
        .isThrownBy(action)
        .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
  }
}
