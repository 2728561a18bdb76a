package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.CLOCK;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.RANDOM;
import static mosaic.ca.Fixtures.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From an old root to a new one: what a peer may be led to, and what not. The old CA is that of the
 * fixtures.
 */
@Tag("T-03")
@Tag("T-44")
class RootSuccessionTest {
  private static final CertificateHierarchy NEXT = hierarchy();
  private static final CertificateHierarchy STRANGER = hierarchy();
  private static final X509Certificate OLD_ROOT = CA.root().certificate();
  private static final X509Certificate NEW_ROOT = NEXT.root().certificate();
  private static final X509Certificate NEW_WITH_OLD =
      CertificateHierarchy.link(CA.root(), NEW_ROOT, CLOCK, RANDOM);
  private static final X509Certificate OLD_WITH_NEW =
      CertificateHierarchy.link(NEXT.root(), OLD_ROOT, CLOCK, RANDOM);
  private static final ServerName WORK = ServerName.parse("work.example");

  @Test
  void link_twoRoots_certifiesNameAndKeyOfTheOneByTheOther() throws Exception {
    NEW_WITH_OLD.verify(OLD_ROOT.getPublicKey());

    assertThat(NEW_WITH_OLD.getSubjectX500Principal())
        .isEqualTo(NEW_ROOT.getSubjectX500Principal());
    assertThat(NEW_WITH_OLD.getPublicKey()).isEqualTo(NEW_ROOT.getPublicKey());
    assertThat(NEW_WITH_OLD.getIssuerX500Principal()).isEqualTo(OLD_ROOT.getSubjectX500Principal());
    assertThat(NEW_WITH_OLD.getBasicConstraints()).isEqualTo(1);
    assertThat(NEW_WITH_OLD.getNotAfter()).isEqualTo(OLD_ROOT.getNotAfter());
  }

  @Test
  void link_rootThatIsOver_isRefused() {
    Clock late = Clock.fixed(NOW.plus(Duration.ofDays(3651)), ZoneOffset.UTC);

    assertThatThrownBy(() -> CertificateHierarchy.link(CA.root(), NEW_ROOT, late, RANDOM))
        .isInstanceOf(CertificateAuthorityException.class)
        .hasMessageContaining("expired");
  }

  /** A thief with the old root's key, or its issuing CA's, against those who moved. */
  @Test
  void link_forAWhile_leadsBackNoLongerThanThat() {
    Duration overlap = Duration.ofDays(60);
    X509Certificate wayBack =
        CertificateHierarchy.link(NEXT.root(), OLD_ROOT, overlap, CLOCK, RANDOM);
    List<X509Certificate> chain = new ArrayList<>(Fixtures.chainOf(Fixtures.issue(SERVER)));
    chain.set(2, wayBack);
    chain.add(NEW_ROOT);
    Instant last = NOW.plus(overlap).minusSeconds(1);
    Instant after = NOW.plus(overlap);
    Fingerprint pin = Fingerprint.of(NEW_ROOT);

    assertThat(wayBack.getNotAfter().toInstant()).isEqualTo(last);
    assertThat(ServerCertificateVerifier.verify(chain, pin, WORK, last))
        .isInstanceOf(ChainVerdict.Accepted.class);
    assertRejected(
        RejectionReason.EXPIRED, ServerCertificateVerifier.verify(chain, pin, WORK, after));
    assertThat(RootSuccession.verify(NEW_ROOT, OLD_ROOT, wayBack, last))
        .isInstanceOf(RootSuccession.Verdict.Accepted.class);
    assertRejected(
        RejectionReason.EXPIRED, RootSuccession.verify(NEW_ROOT, OLD_ROOT, wayBack, after));
  }

  @Test
  void link_forLongerThanARootLives_endsWithTheRoot() {
    X509Certificate link =
        CertificateHierarchy.link(NEXT.root(), OLD_ROOT, Duration.ofDays(9999), CLOCK, RANDOM);

    assertThat(link.getNotAfter()).isEqualTo(OLD_ROOT.getNotAfter());
  }

  @Test
  void verify_linkOfThePinnedRoot_isAccepted() {
    assertThat(succeed(OLD_ROOT, NEW_ROOT, NEW_WITH_OLD))
        .isEqualTo(new RootSuccession.Verdict.Accepted(NEW_ROOT));
    assertThat(succeed(NEW_ROOT, OLD_ROOT, OLD_WITH_NEW))
        .as("back again")
        .isEqualTo(new RootSuccession.Verdict.Accepted(OLD_ROOT));
  }

  @Test
  void verify_linkSignedBySomebodyElse_isRejected() {
    X509Certificate foreign = CertificateHierarchy.link(STRANGER.root(), NEW_ROOT, CLOCK, RANDOM);
    X509Certificate inOurName =
        CertificateForge.like(NEW_WITH_OLD, STRANGER.root().privateKey()).forge();
    X509Certificate byTheIntermediate =
        CertificateForge.like(NEW_WITH_OLD, CA.intermediate().privateKey())
            .issuedBy(CA.intermediate().certificate(), CA.intermediate().privateKey())
            .forge();

    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, NEW_ROOT, foreign));
    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, NEW_ROOT, inOurName));
    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, NEW_ROOT, byTheIntermediate));
    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, NEW_ROOT, OLD_WITH_NEW));
    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, NEW_ROOT, NEW_ROOT));
  }

  @Test
  void verify_linkForAnotherKeyOrName_isRejected() {
    X509Certificate ofStranger = STRANGER.root().certificate();
    X509Certificate otherKey = linkForge().key(ofStranger.getPublicKey().getEncoded()).forge();
    X509Certificate otherName = linkForge().subject("CN=other").forge();

    assertRejected(RejectionReason.LINK_MISMATCH, succeed(OLD_ROOT, NEW_ROOT, otherKey));
    assertRejected(RejectionReason.LINK_MISMATCH, succeed(OLD_ROOT, NEW_ROOT, otherName));
    assertRejected(RejectionReason.LINK_MISMATCH, succeed(OLD_ROOT, ofStranger, NEW_WITH_OLD));
  }

  @Test
  void verify_anythingOutOfDate_isRejected() {
    X509Certificate over =
        linkForge().validity(NOW.minusSeconds(7200), NOW.minusSeconds(1)).forge();
    X509Certificate notYet =
        linkForge().validity(NOW.plusSeconds(60), NOW.plusSeconds(7200)).forge();
    X509Certificate oldRoot =
        CertificateForge.root().validity(NOW.minusSeconds(7200), NOW.minusSeconds(1)).forge();

    assertRejected(RejectionReason.EXPIRED, succeed(OLD_ROOT, NEW_ROOT, over));
    assertRejected(RejectionReason.NOT_YET_VALID, succeed(OLD_ROOT, NEW_ROOT, notYet));
    assertRejected(RejectionReason.EXPIRED, succeed(oldRoot, NEW_ROOT, NEW_WITH_OLD));
    assertRejected(
        RejectionReason.EXPIRED,
        RootSuccession.verify(OLD_ROOT, NEW_ROOT, NEW_WITH_OLD, NOW.plus(Duration.ofDays(3651))));
  }

  @Test
  void verify_newRootThatIsNone_isRejected() {
    X509Certificate leaf = Fixtures.issue(SERVER);
    X509Certificate noAuthority = root().extension(Oids.BASIC_CONSTRAINTS, true, no()).forge();
    X509Certificate signsNoCertificates =
        root().extension(Oids.KEY_USAGE, true, new KeyUsage(KeyUsage.digitalSignature)).forge();
    X509Certificate tooShort =
        root().extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(0)).forge();
    X509Certificate forOnePurpose =
        root()
            .extension(
                Oids.EXTENDED_KEY_USAGE, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .forge();
    X509Certificate notSelfSigned =
        CertificateForge.like(NEW_ROOT, STRANGER.root().privateKey()).forge();

    assertRejected(RejectionReason.ISSUER_NOT_A_CA, succeed(OLD_ROOT, leaf, NEW_WITH_OLD));
    assertRejected(RejectionReason.ISSUER_NOT_A_CA, succeed(OLD_ROOT, noAuthority, NEW_WITH_OLD));
    assertRejected(
        RejectionReason.ISSUER_NOT_A_CA, succeed(OLD_ROOT, signsNoCertificates, NEW_WITH_OLD));
    assertRejected(RejectionReason.PATH_TOO_LONG, succeed(OLD_ROOT, tooShort, NEW_WITH_OLD));
    assertRejected(RejectionReason.WRONG_USAGE, succeed(OLD_ROOT, forOnePurpose, NEW_WITH_OLD));
    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, notSelfSigned, NEW_WITH_OLD));
    assertRejected(
        RejectionReason.PATH_TOO_LONG,
        succeed(OLD_ROOT, CA.intermediate().certificate(), CA.intermediate().certificate()));
  }

  @Test
  void verify_thePinnedRootItself_isNoSuccessor() {
    assertRejected(RejectionReason.UNKNOWN_CA, succeed(OLD_ROOT, OLD_ROOT, OLD_ROOT));
  }

  @Test
  void verify_linkThatIsNoAuthorityOrWeakOrGarbage_isRejected() {
    X509Certificate link = linkForge().extension(Oids.BASIC_CONSTRAINTS, true, no()).forge();
    X509Certificate weak = linkForge().algorithm("SHA1withECDSA").forge();
    X509Certificate garbage = new RawCertificate(new byte[] {0x30, 3, 1, 2, 3});

    assertRejected(RejectionReason.ISSUER_NOT_A_CA, succeed(OLD_ROOT, NEW_ROOT, link));
    assertRejected(RejectionReason.WEAK_SIGNATURE, succeed(OLD_ROOT, NEW_ROOT, weak));
    assertRejected(RejectionReason.MALFORMED, succeed(OLD_ROOT, NEW_ROOT, garbage));
    assertRejected(RejectionReason.MALFORMED, succeed(OLD_ROOT, garbage, NEW_WITH_OLD));
  }

  /** Of the server, while the new root takes over and after it was rolled back. */
  @Test
  void serverChain_duringTheOverlap_isGoodForWhoeverPinsEitherRoot() {
    List<X509Certificate> forward = chain(NEXT, NEW_WITH_OLD, OLD_ROOT, NEW_ROOT);
    List<X509Certificate> back = chain(CA, OLD_WITH_NEW, NEW_ROOT, OLD_ROOT);

    for (List<X509Certificate> chain : List.of(forward, back)) {
      for (X509Certificate root : List.of(OLD_ROOT, NEW_ROOT)) {
        assertThat(verify(chain, root))
            .isEqualTo(new ChainVerdict.Accepted(chain.getFirst(), root));
      }
      assertRejected(RejectionReason.PIN_MISMATCH, verify(chain, STRANGER.root().certificate()));
    }
  }

  @Test
  void serverChain_linkSignedBySomebodyElse_isRejectedByThoseWhoNeedIt() {
    X509Certificate forged =
        CertificateForge.like(NEW_WITH_OLD, STRANGER.root().privateKey()).forge();
    List<X509Certificate> chain = chain(NEXT, forged, OLD_ROOT, NEW_ROOT);

    assertRejected(RejectionReason.UNKNOWN_CA, verify(chain, OLD_ROOT));
    assertThat(verify(chain, NEW_ROOT)).isInstanceOf(ChainVerdict.Accepted.class);
  }

  @Test
  void serverChain_linkForAnotherKey_isRejected() {
    X509Certificate other =
        CertificateHierarchy.link(CA.root(), STRANGER.root().certificate(), CLOCK, RANDOM);

    assertRejected(
        RejectionReason.UNKNOWN_CA, verify(chain(NEXT, other, OLD_ROOT, NEW_ROOT), OLD_ROOT));
  }

  @Test
  void serverChain_linkOutOfDateOrNoAuthority_isRejected() {
    X509Certificate expired =
        linkForge().validity(NOW.minusSeconds(7200), NOW.minusSeconds(1)).forge();
    X509Certificate noAuthority = linkForge().extension(Oids.BASIC_CONSTRAINTS, true, no()).forge();
    X509Certificate tooShort =
        linkForge().extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(0)).forge();

    assertRejected(
        RejectionReason.EXPIRED, verify(chain(NEXT, expired, OLD_ROOT, NEW_ROOT), OLD_ROOT));
    assertRejected(
        RejectionReason.ISSUER_NOT_A_CA,
        verify(chain(NEXT, noAuthority, OLD_ROOT, NEW_ROOT), OLD_ROOT));
    assertRejected(
        RejectionReason.PATH_TOO_LONG, verify(chain(NEXT, tooShort, OLD_ROOT, NEW_ROOT), OLD_ROOT));
  }

  @Test
  void serverChain_inWrongOrder_isRejectedByThoseWhoNeedTheOrder() {
    List<X509Certificate> chain = chain(NEXT, NEW_WITH_OLD, OLD_ROOT, NEW_ROOT);
    List<X509Certificate> linkLast =
        List.of(chain.get(0), chain.get(1), OLD_ROOT, NEW_ROOT, NEW_WITH_OLD);
    List<X509Certificate> withoutLink = List.of(chain.get(0), chain.get(1), OLD_ROOT, NEW_ROOT);
    List<X509Certificate> reversed = chain.reversed();

    assertRejected(RejectionReason.UNKNOWN_CA, verify(linkLast, OLD_ROOT));
    assertThat(verify(linkLast, NEW_ROOT)).isInstanceOf(ChainVerdict.Accepted.class);
    assertRejected(RejectionReason.UNKNOWN_CA, verify(withoutLink, OLD_ROOT));
    assertThat(verify(reversed, OLD_ROOT)).isInstanceOf(ChainVerdict.Rejected.class);
    assertThat(verify(reversed, NEW_ROOT)).isInstanceOf(ChainVerdict.Rejected.class);
  }

  @Test
  void serverChain_tooManyOrMalformedExtras_isRejectedWhoeverIsPinned() {
    List<X509Certificate> tooMany = new ArrayList<>(chain(NEXT, NEW_WITH_OLD, OLD_ROOT, NEW_ROOT));
    tooMany.add(STRANGER.root().certificate());
    X509Certificate garbage = new RawCertificate(new byte[] {0x30, 3, 1, 2, 3});
    List<X509Certificate> malformed = chain(NEXT, garbage, OLD_ROOT, NEW_ROOT);

    for (X509Certificate root : List.of(OLD_ROOT, NEW_ROOT)) {
      assertRejected(RejectionReason.TOO_MANY_CERTIFICATES, verify(tooMany, root));
      assertRejected(RejectionReason.MALFORMED, verify(malformed, root));
    }
  }

  /** A link permits one issuing CA below it, and no second link. */
  @Test
  void serverChain_pathOverTwoLinks_isRejected() {
    X509Certificate second = CertificateHierarchy.link(STRANGER.root(), OLD_ROOT, CLOCK, RANDOM);
    List<X509Certificate> chain = chain(NEXT, NEW_WITH_OLD, second, STRANGER.root().certificate());

    assertRejected(RejectionReason.PATH_TOO_LONG, verify(chain, STRANGER.root().certificate()));
  }

  private static List<X509Certificate> chain(
      CertificateHierarchy issuer,
      X509Certificate link,
      X509Certificate linkingRoot,
      X509Certificate ownRoot) {
    IssuingAuthority authority = issuer.issuingAuthority(CLOCK, RANDOM);
    PreparedCertificate prepared = Fixtures.prepared(authority, SERVER);
    X509Certificate leaf = authority.sign(prepared, prepared.intent());
    return List.of(leaf, authority.certificate(), link, linkingRoot, ownRoot);
  }

  private static CertificateHierarchy hierarchy() {
    return CertificateHierarchy.create("work.example", KeyAlgorithm.EC_P256, CLOCK, RANDOM);
  }

  private static CertificateForge linkForge() {
    return CertificateForge.like(NEW_WITH_OLD, CA.root().privateKey());
  }

  private static CertificateForge root() {
    return CertificateForge.like(NEW_ROOT, NEXT.root().privateKey());
  }

  private static BasicConstraints no() {
    return new BasicConstraints(false);
  }

  private static RootSuccession.Verdict succeed(
      X509Certificate pinned, X509Certificate offered, X509Certificate link) {
    return RootSuccession.verify(pinned, offered, link, NOW);
  }

  private static ChainVerdict verify(List<X509Certificate> chain, X509Certificate pinned) {
    return ServerCertificateVerifier.verify(chain, Fingerprint.of(pinned), WORK, NOW);
  }

  private static void assertRejected(RejectionReason reason, ChainVerdict verdict) {
    assertThat(verdict).isEqualTo(new ChainVerdict.Rejected(reason));
  }

  private static void assertRejected(RejectionReason reason, RootSuccession.Verdict verdict) {
    assertThat(verdict).isEqualTo(new RootSuccession.Verdict.Rejected(reason));
  }
}
