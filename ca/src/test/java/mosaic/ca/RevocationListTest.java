package mosaic.ca;

import static mosaic.ca.Fixtures.AUTHORITY;
import static mosaic.ca.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Our own lists, read by ourselves and by the JDK. */
class RevocationListTest {

  private static final RevocationListProfile PROFILE =
      RevocationListProfile.from(7, NOW, Duration.ofHours(24));

  @Test
  void sign_listWithEntries_saysWhatTheProfileSays() throws Exception {
    RevocationListDraft draft = new RevocationListDraft(PROFILE);
    draft.add(revoked(5, RevocationReason.UNSPECIFIED));
    draft.add(revoked(6, RevocationReason.PRIVILEGE_WITHDRAWN));

    RevocationList list = AUTHORITY.sign(draft);

    assertThat(list.number()).isEqualTo(BigInteger.valueOf(7));
    assertThat(list.thisUpdate()).isEqualTo(NOW);
    assertThat(list.nextUpdate()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(list.size()).isEqualTo(2);
    assertThat(list.find(serial(5))).contains(revoked(5, RevocationReason.UNSPECIFIED));
    assertThat(list.find(serial(6))).contains(revoked(6, RevocationReason.PRIVILEGE_WITHDRAWN));
    assertThat(list.find(serial(7))).isEmpty();
    X509CRL jdk = jdk(list);
    jdk.verify(AUTHORITY.certificate().getPublicKey());
    assertThat(jdk.getVersion()).isEqualTo(2);
    assertThat(jdk.getIssuerX500Principal())
        .isEqualTo(AUTHORITY.certificate().getSubjectX500Principal());
    assertThat(jdk.getThisUpdate().toInstant()).isEqualTo(NOW);
    assertThat(jdk.getNextUpdate().toInstant()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(jdk.getNonCriticalExtensionOIDs())
        .containsExactlyInAnyOrder(Oids.CRL_NUMBER, Oids.AUTHORITY_KEY_IDENTIFIER);
    assertThat(jdk.getCriticalExtensionOIDs()).isEmpty();
    // No extension rather than "unspecified" (RFC 5280, 5.3.1).
    assertThat(jdk.getRevokedCertificate(BigInteger.valueOf(5)).hasExtensions()).isFalse();
    assertThat(jdk.getRevokedCertificate(BigInteger.valueOf(6)).getRevocationReason())
        .isEqualTo(CRLReason.PRIVILEGE_WITHDRAWN);
    assertThat(jdk.getRevokedCertificate(BigInteger.valueOf(6)).getRevocationDate().toInstant())
        .isEqualTo(NOW.minusSeconds(60));
  }

  @Test
  void sign_emptyList_hasNoEntries() throws Exception {
    RevocationList list = AUTHORITY.sign(new RevocationListDraft(PROFILE));

    assertThat(list.size()).isZero();
    assertThat(list.find(serial(1))).isEmpty();
    assertThat(jdk(list).getRevokedCertificates()).isNullOrEmpty();
  }

  @Test
  void find_amongMany_findsEachAndNoOther() {
    RevocationListDraft draft = new RevocationListDraft(PROFILE);
    IntStream.rangeClosed(1, 5_000)
        .forEach(n -> draft.add(revoked(3L * n, RevocationReason.SUPERSEDED)));

    RevocationList list = AUTHORITY.sign(draft);

    assertThat(list.size()).isEqualTo(5_000);
    for (int n = 1; n <= 15_000; n++) {
      Optional<RevokedCertificate> found = list.find(serial(n));
      assertThat(found.isPresent()).as("serial %d", n).isEqualTo(n % 3 == 0);
    }
  }

  @Test
  void add_outOfOrderOrTwice_isRefused() {
    RevocationListDraft draft = new RevocationListDraft(PROFILE);
    draft.add(revoked(5, RevocationReason.UNSPECIFIED));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> draft.add(revoked(5, RevocationReason.UNSPECIFIED)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draft.add(revoked(4, RevocationReason.UNSPECIFIED)));
    assertThat(draft.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = RevocationReason.class,
      names = {"CERTIFICATE_HOLD", "REMOVE_FROM_CRL"})
  void add_reasonThatIsNotFinal_isRefused(RevocationReason reason) {
    RevocationListDraft draft = new RevocationListDraft(PROFILE);

    assertThatIllegalArgumentException().isThrownBy(() -> draft.add(revoked(5, reason)));
  }

  @ParameterizedTest
  @EnumSource(
      value = RevocationReason.class,
      mode = Mode.EXCLUDE,
      names = {"UNSPECIFIED", "CERTIFICATE_HOLD", "REMOVE_FROM_CRL"})
  void sign_everyOtherReason_isReadByTheJdk(RevocationReason reason) throws Exception {
    RevocationListDraft draft = new RevocationListDraft(PROFILE);
    draft.add(revoked(5, reason));

    X509CRL jdk = jdk(AUTHORITY.sign(draft));

    assertThat(jdk.getRevokedCertificate(BigInteger.valueOf(5)).getRevocationReason().name())
        .isEqualTo(reason.name());
    assertThat(RevocationReason.of(reason.code())).contains(reason);
  }

  private static RevokedCertificate revoked(long serial, RevocationReason reason) {
    return new RevokedCertificate(serial(serial), NOW.minusSeconds(60).plusMillis(5), reason);
  }

  private static SerialNumber serial(long value) {
    return new SerialNumber(BigInteger.valueOf(value));
  }

  private static X509CRL jdk(RevocationList list) throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list.der()));
  }
}
