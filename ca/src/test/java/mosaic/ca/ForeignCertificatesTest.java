package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.CLIENT_KEY;
import static mosaic.ca.Fixtures.GRANT;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.RSA_2048;
import static mosaic.ca.Fixtures.SERVER;
import static mosaic.ca.Fixtures.SUBJECT_USER_ID;
import static mosaic.ca.Fixtures.chainOf;
import static mosaic.ca.Fixtures.issue;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Which roots and certificates of another CA are taken. */
class ForeignCertificatesTest {
  private static final X509Certificate ROOT = CA.root().certificate();

  @Test
  void examineRoot_goodRoot_isTaken() {
    assertThat(ForeignCertificates.examineRoot(ROOT, NOW)).isEmpty();
  }

  @Test
  void examineRoot_anythingElse_isRefusedWithTheReason() {
    assertThat(ForeignCertificates.examineRoot(CA.intermediate().certificate(), NOW))
        .contains(RejectionReason.UNKNOWN_CA);
    assertThat(ForeignCertificates.examineRoot(issue(GRANT), NOW))
        .contains(RejectionReason.UNKNOWN_CA);
    assertThat(ForeignCertificates.examineRoot(ROOT, ROOT.getNotAfter().toInstant().plusSeconds(1)))
        .contains(RejectionReason.EXPIRED);
    assertThat(
            ForeignCertificates.examineRoot(ROOT, ROOT.getNotBefore().toInstant().minusSeconds(1)))
        .contains(RejectionReason.NOT_YET_VALID);
    assertThat(ForeignCertificates.examineRoot(ROOT, ROOT.getNotAfter().toInstant())).isEmpty();
    assertThat(ForeignCertificates.examineRoot(ROOT, ROOT.getNotBefore().toInstant())).isEmpty();
  }

  @Test
  void examineRoot_selfSignedButNoAuthority_isRefused() {
    for (CertificateForge forge :
        List.of(
            CertificateForge.root().without(Oids.SUBJECT_KEY_IDENTIFIER),
            CertificateForge.root().without(Oids.KEY_USAGE),
            CertificateForge.root().extension(Oids.KEY_USAGE, true, new KeyUsage(KeyUsage.cRLSign)),
            CertificateForge.root().without(Oids.BASIC_CONSTRAINTS),
            CertificateForge.root().critical(Oids.BASIC_CONSTRAINTS, false),
            CertificateForge.root()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(false)))) {
      assertThat(ForeignCertificates.examineRoot(forge.forge(), NOW))
          .contains(RejectionReason.ISSUER_NOT_A_CA);
    }
    assertThat(ForeignCertificates.examineRoot(CertificateForge.root().trailing(0).forge(), NOW))
        .contains(RejectionReason.MALFORMED);
    assertThat(
            ForeignCertificates.examineRoot(
                CertificateForge.root().extension("1.2.3.4", true, new byte[] {5, 0}).forge(), NOW))
        .contains(RejectionReason.UNKNOWN_CRITICAL_EXTENSION);
  }

  @Test
  void examine_certificateOfTheGrant_isTakenWhateverItSaysOfRevocation() {
    GrantCertificateProfile ours = GRANT.withRevocation(RevocationEndpoints.none());

    assertThat(examine(chainOf(issue(GRANT)), ours)).isEmpty();
    assertThat(examine(chainOf(issue(GRANT)).subList(0, 2), ours)).isEmpty();
  }

  @Test
  void examine_anotherName_isItsOwnBusiness() {
    GrantCertificateProfile named =
        GrantCertificateProfile.of(
            GRANT.grantId(), GRANT.subjectUserId(), ServerName.parse("other.example"));

    assertThat(examine(chainOf(issue(GRANT)), named)).isEmpty();
  }

  @Test
  void examine_notTheGrants_isRefused() {
    List<X509Certificate> chain = chainOf(issue(GRANT));
    GrantCertificateProfile otherGrant =
        GrantCertificateProfile.of(UUID.randomUUID(), SUBJECT_USER_ID, GRANT.requestingServer());
    GrantCertificateProfile otherUser =
        GrantCertificateProfile.of(GRANT.grantId(), UUID.randomUUID(), GRANT.requestingServer());
    GrantCertificateProfile shorter =
        GRANT.withValidity(new ValidityPeriod(Duration.ofDays(29), Duration.ofMinutes(5)));

    assertThat(examine(chain, otherGrant).orElseThrow()).contains("SUBJECT_ALTERNATIVE_NAME");
    assertThat(examine(chain, otherUser).orElseThrow()).contains("SUBJECT_ALTERNATIVE_NAME");
    assertThat(examine(chain, shorter).orElseThrow()).contains("VALIDITY_PERIOD");
    assertThat(
            ForeignCertificates.examine(chain, ROOT, GRANT, RSA_2048.getPublic(), NOW)
                .orElseThrow())
        .contains("PUBLIC_KEY");
    assertThat(examine(chainOf(issue(SERVER)), GRANT)).contains("WRONG_USAGE");
    assertThat(examine(List.of(), GRANT)).contains("NO_CERTIFICATE");
    assertThat(examine(chain.subList(0, 1), GRANT)).contains("UNKNOWN_CA");
  }

  private static Optional<String> examine(
      List<X509Certificate> chain, GrantCertificateProfile profile) {
    return ForeignCertificates.examine(chain, ROOT, profile, CLIENT_KEY.getPublic(), NOW);
  }
}
