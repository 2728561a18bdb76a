package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.SERVER;
import static mosaic.ca.Fixtures.chainOf;
import static mosaic.ca.Fixtures.issue;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T-44")
class ServerCertificateVerifierTest {

  private static final Fingerprint PIN = CA.rootFingerprint();
  private static final ServerName WORK = ServerName.parse("work.example");

  @Test
  void verify_honestServer_isAcceptedByNameAndByAddress() {
    X509Certificate leaf = issue(SERVER);
    ChainVerdict accepted = new ChainVerdict.Accepted(leaf, CA.root().certificate());

    assertThat(verify(chainOf(leaf), PIN, WORK, NOW)).isEqualTo(accepted);
    assertThat(verify(chainOf(leaf), PIN, ServerName.parse("WORK.Example"), NOW))
        .isEqualTo(accepted);
    assertThat(verify(chainOf(leaf), PIN, ServerName.parse("127.0.0.1"), NOW)).isEqualTo(accepted);
  }

  @Test
  void verify_longHostNameWithoutCommonName_isAccepted() {
    ServerName longName = ServerName.parse("a".repeat(60) + ".b.example");
    X509Certificate leaf = issue(ServerCertificateProfile.of(longName));

    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(verify(chainOf(leaf), PIN, longName, NOW)).isInstanceOf(ChainVerdict.Accepted.class);
  }

  @Test
  void verify_anotherHost_isRejected() {
    List<X509Certificate> chain = chainOf(issue(SERVER));

    for (String host : List.of("evil.example", "example", "x.work.example", "127.0.0.2", "::1")) {
      assertRejected(
          RejectionReason.NAME_MISMATCH, verify(chain, PIN, ServerName.parse(host), NOW));
    }
  }

  @Test
  void verify_hostOnlyInTheCommonName_isRejected() {
    X509Certificate leaf = server().subject("CN=evil.example").forge();

    assertRejected(
        RejectionReason.NAME_MISMATCH,
        verify(chainOf(leaf), PIN, ServerName.parse("evil.example"), NOW));
  }

  @Test
  void verify_wildcardOrNulInTheName_isRejected() {
    for (String name : List.of("*.example", "work.example\0.evil.example", "*")) {
      X509Certificate leaf = server().names(new GeneralName(GeneralName.dNSName, name)).forge();

      assertThat(verify(chainOf(leaf), PIN, WORK, NOW)).isInstanceOf(ChainVerdict.Rejected.class);
    }
  }

  @Test
  void verify_anotherRootThanPinned_isRejected() {
    CertificateHierarchy other =
        CertificateHierarchy.create(
            "work.example", KeyAlgorithm.EC_P256, Fixtures.CLOCK, Fixtures.RANDOM);

    assertRejected(
        RejectionReason.PIN_MISMATCH,
        verify(chainOf(issue(SERVER)), other.rootFingerprint(), WORK, NOW));
  }

  @Test
  void verify_pinnedRootBehindAForeignChain_isRejected() {
    CertificateHierarchy other =
        CertificateHierarchy.create(
            "work.example", KeyAlgorithm.EC_P256, Fixtures.CLOCK, Fixtures.RANDOM);
    IssuingAuthority foreign = other.issuingAuthority(Fixtures.CLOCK, Fixtures.RANDOM);
    PreparedCertificate prepared = Fixtures.prepared(foreign, SERVER);
    X509Certificate leaf = foreign.sign(prepared, prepared.intent());
    List<X509Certificate> chain =
        List.of(leaf, other.intermediate().certificate(), CA.root().certificate());

    assertRejected(RejectionReason.UNKNOWN_CA, verify(chain, PIN, WORK, NOW));
  }

  @Test
  void verify_pinnedLeafInsteadOfRoot_isRejected() {
    X509Certificate leaf = issue(SERVER);

    assertRejected(
        RejectionReason.UNKNOWN_CA, verify(List.of(leaf), Fingerprint.of(leaf), WORK, NOW));
  }

  @Test
  void verify_clientCertificateAsServer_isRejected() {
    List<X509Certificate> chain = chainOf(issue(Fixtures.GRANT));

    assertRejected(RejectionReason.WRONG_USAGE, verify(chain, PIN, WORK, NOW));
  }

  @Test
  void verify_outsideTheDatesOfAnyCertificate_isRejected() {
    List<X509Certificate> chain = chainOf(issue(SERVER));

    assertRejected(
        RejectionReason.EXPIRED, verify(chain, PIN, WORK, NOW.plus(Duration.ofDays(90))));
    assertRejected(
        RejectionReason.EXPIRED, verify(chain, PIN, WORK, NOW.plus(Duration.ofDays(3651))));
    assertRejected(RejectionReason.NOT_YET_VALID, verify(chain, PIN, WORK, NOW.minusSeconds(301)));
  }

  @Test
  void verify_lastSecondOfValidity_isAccepted() {
    List<X509Certificate> chain = chainOf(issue(SERVER));

    assertThat(verify(chain, PIN, WORK, NOW.plus(Duration.ofDays(90)).minusSeconds(1)))
        .isInstanceOf(ChainVerdict.Accepted.class);
  }

  @Test
  void verify_nothingOrGarbage_isRejected() {
    X509Certificate garbage = new RawCertificate(new byte[] {0x30, 3, 1, 2, 3});

    assertRejected(RejectionReason.NO_CERTIFICATE, verify(List.of(), PIN, WORK, NOW));
    assertRejected(RejectionReason.MALFORMED, verify(List.of(garbage), PIN, WORK, NOW));
    assertRejected(
        RejectionReason.TOO_MANY_CERTIFICATES,
        verify(List.of(garbage, garbage, garbage, garbage, garbage, garbage), PIN, WORK, NOW));
  }

  private static ChainVerdict verify(
      List<X509Certificate> chain, Fingerprint pin, ServerName host, Instant at) {
    return ServerCertificateVerifier.verify(chain, pin, host, at);
  }

  private static CertificateForge server() {
    return CertificateForge.like(issue(SERVER), CA.intermediate().privateKey());
  }

  private static void assertRejected(RejectionReason reason, ChainVerdict verdict) {
    assertThat(verdict).isEqualTo(new ChainVerdict.Rejected(reason));
  }
}
