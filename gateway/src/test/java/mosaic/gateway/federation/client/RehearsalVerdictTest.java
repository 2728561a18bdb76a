package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.IssuingAuthority;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Preparation;
import mosaic.ca.ServerCertificateProfile;
import mosaic.ca.ServerName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A rehearsal is judged as the rotation itself would be. */
class RehearsalVerdictTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ServerName WORK = ServerName.parse("work.example");
  private static final CertificateHierarchy OLD = hierarchy();
  private static final CertificateHierarchy NEXT = hierarchy();
  private static final X509Certificate OLD_ROOT = OLD.root().certificate();
  private static final X509Certificate NEXT_ROOT = NEXT.root().certificate();
  private static final X509Certificate LINK =
      CertificateHierarchy.link(OLD.root(), NEXT_ROOT, CLOCK, RANDOM);

  @Test
  void of_chainOfTheRootThatIsPinned_isReady() {
    assertThat(verdict(List.of(leaf(OLD), issuing(OLD), OLD_ROOT), null, null)).isEqualTo("ready");
  }

  @Test
  void of_newRootWithItsLink_isReady() {
    assertThat(
            verdict(List.of(leaf(NEXT), issuing(NEXT), LINK, OLD_ROOT, NEXT_ROOT), NEXT_ROOT, LINK))
        .isEqualTo("ready");
  }

  @Test
  void of_chainThatLeadsOnlyToTheNewRoot_wouldBreak() {
    assertThat(verdict(List.of(leaf(NEXT), issuing(NEXT), NEXT_ROOT), NEXT_ROOT, LINK))
        .isEqualTo("pin_mismatch");
  }

  @Test
  void of_linkForAnotherRoot_wouldBreak() {
    CertificateHierarchy stranger = hierarchy();
    X509Certificate other = stranger.root().certificate();

    assertThat(verdict(List.of(leaf(NEXT), issuing(NEXT), LINK, OLD_ROOT, NEXT_ROOT), other, LINK))
        .isEqualTo("link_mismatch");
  }

  @Test
  void of_otherHostOrTooLate_wouldBreak() {
    OfferedRoot.Rehearsed rehearsed =
        rehearsed(List.of(leaf(OLD), issuing(OLD), OLD_ROOT), null, null);

    assertThat(
            RehearsalVerdict.of(
                rehearsed, OLD_ROOT, ServerName.parse("other.example"), CLOCK.instant()))
        .isEqualTo("name_mismatch");
    Instant late = CLOCK.instant().plus(Duration.ofDays(91));
    assertThat(RehearsalVerdict.of(rehearsed, OLD_ROOT, WORK, late)).isEqualTo("expired");
  }

  private static String verdict(
      List<X509Certificate> chain, @Nullable X509Certificate root, @Nullable X509Certificate link) {
    return RehearsalVerdict.of(rehearsed(chain, root, link), OLD_ROOT, WORK, CLOCK.instant());
  }

  private static OfferedRoot.Rehearsed rehearsed(
      List<X509Certificate> chain, @Nullable X509Certificate root, @Nullable X509Certificate link) {
    return new OfferedRoot.Rehearsed(UUID.randomUUID(), chain, root, link);
  }

  private static CertificateHierarchy hierarchy() {
    return CertificateHierarchy.create("work.example", KeyAlgorithm.EC_P256, CLOCK, RANDOM);
  }

  private static X509Certificate issuing(CertificateHierarchy ca) {
    return ca.intermediate().certificate();
  }

  private static X509Certificate leaf(CertificateHierarchy ca) {
    IssuingAuthority authority = ca.issuingAuthority(CLOCK, RANDOM);
    if (authority.prepare(
            ServerCertificateProfile.of(WORK), KeyAlgorithm.EC_P256.generate(RANDOM).getPublic())
        instanceof Preparation.Ready(var prepared)) {
      return authority.sign(prepared, prepared.intent());
    }
    throw new AssertionError("not prepared");
  }
}
