package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists that must not be used, each for one reason (T-22). */
@Tag("T-22")
class CrlVerifierTest {

  private static final X509Certificate ISSUER = CA.intermediate().certificate();

  @SuppressWarnings("ArrayRecordComponent")
  record Bad(String name, CrlDefect defect, byte[] list, X509Certificate issuer, Instant at) {

    @Override
    public String toString() {
      return defect + ": " + name;
    }
  }

  @Test
  void verify_goodList_isAccepted() {
    byte[] list = new CrlForge().encoded();

    CrlVerdict verdict = CrlVerifier.verify(list, ISSUER, Optional.empty(), NOW);

    assertThat(verdict).isInstanceOf(CrlVerdict.Accepted.class);
    RevocationList accepted = ((CrlVerdict.Accepted) verdict).list();
    assertThat(accepted.der()).isEqualTo(list);
    assertThat(accepted.find(new SerialNumber(BigInteger.TEN)))
        .contains(
            new RevokedCertificate(
                new SerialNumber(BigInteger.TEN), NOW, RevocationReason.KEY_COMPROMISE));
    assertThat(accepted.find(new SerialNumber(BigInteger.TWO))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("badLists")
  void verify_badList_isRefusedForItsReason(Bad bad) {
    assertThat(CrlVerifier.verify(bad.list(), bad.issuer(), Optional.empty(), bad.at()))
        .isEqualTo(new CrlVerdict.Rejected(bad.defect()));
  }

  @Test
  void badLists_together_haveEveryDefect() {
    assertThat(Stream.concat(badLists().map(Bad::defect), Stream.of(CrlDefect.ROLLED_BACK)))
        .contains(CrlDefect.values());
  }

  static Stream<Bad> badLists() {
    CertificateForge noUsage = CertificateForge.intermediate().without(Oids.KEY_USAGE);
    CertificateForge noCrlSign =
        CertificateForge.intermediate()
            .extension(Oids.KEY_USAGE, true, new KeyUsage(KeyUsage.keyCertSign));
    CertificateForge noCa =
        CertificateForge.intermediate()
            .extension(
                Oids.BASIC_CONSTRAINTS,
                true,
                new org.bouncycastle.asn1.x509.BasicConstraints(false));
    return Stream.of(
        bad("too long", CrlDefect.TOO_LARGE, new byte[CrlVerifier.MAX_BYTES + 1]),
        bad("empty", CrlDefect.MALFORMED, new byte[0]),
        bad("a certificate", CrlDefect.MALFORMED, CertificateForge.grant().encoded()),
        bad("one byte more", CrlDefect.MALFORMED, longer(new CrlForge().encoded())),
        bad("version 1", CrlDefect.MALFORMED, new CrlForge().version(null)),
        bad("version 3", CrlDefect.MALFORMED, new CrlForge().version(2)),
        bad("without number", CrlDefect.MALFORMED, new CrlForge().without(Oids.CRL_NUMBER)),
        bad(
            "number below zero",
            CrlDefect.MALFORMED,
            new CrlForge().number(BigInteger.valueOf(-1))),
        bad(
            "number of 21 octets",
            CrlDefect.MALFORMED,
            new CrlForge().number(BigInteger.ONE.shiftLeft(161))),
        bad("without nextUpdate", CrlDefect.MALFORMED, new CrlForge().nextUpdate(null)),
        bad("a certificate twice", CrlDefect.MALFORMED, new CrlForge().entry(10, null)),
        bad(
            "other algorithm outside",
            CrlDefect.MALFORMED,
            new CrlForge().outer("SHA384withECDSA")),
        bad(
            "an unknown reason",
            CrlDefect.MALFORMED,
            new CrlForge()
                .entry(
                    11,
                    Fixtures.sequence(
                        new ASN1ObjectIdentifier(Oids.CRL_REASON),
                        new org.bouncycastle.asn1.DEROctetString(new byte[] {10, 1, 7})))),
        bad(
            "critical extension",
            CrlDefect.UNKNOWN_CRITICAL_EXTENSION,
            new CrlForge().extension("1.2.3.4", true, DERNull.INSTANCE)),
        bad(
            "entry of another issuer",
            CrlDefect.UNKNOWN_CRITICAL_EXTENSION,
            new CrlForge()
                .entry(
                    11,
                    Fixtures.sequence(
                        new ASN1ObjectIdentifier("2.5.29.29"),
                        org.bouncycastle.asn1.ASN1Boolean.TRUE,
                        new org.bouncycastle.asn1.DEROctetString(
                            Fixtures.der(
                                new GeneralNames(new GeneralName(new X500Name("CN=x")))))))),
        bad(
            "delta",
            CrlDefect.DELTA,
            new CrlForge()
                .extension(
                    Oids.DELTA_CRL_INDICATOR, true, new org.bouncycastle.asn1.ASN1Integer(1))),
        bad(
            "indirect",
            CrlDefect.NOT_FULL,
            new CrlForge()
                .extension(
                    Oids.ISSUING_DISTRIBUTION_POINT,
                    true,
                    new IssuingDistributionPoint(null, true, false))),
        bad("another name", CrlDefect.WRONG_ISSUER, new CrlForge().issuer(new X500Name("CN=x"))),
        bad(
            "another key named",
            CrlDefect.WRONG_ISSUER,
            new CrlForge()
                .extension(
                    Oids.AUTHORITY_KEY_IDENTIFIER,
                    false,
                    new org.bouncycastle.asn1.x509.AuthorityKeyIdentifier(new byte[20]))),
        new Bad(
            "the root's certificate",
            CrlDefect.WRONG_ISSUER,
            new CrlForge().encoded(),
            CA.root().certificate(),
            NOW),
        of("issuer without cRLSign", noCrlSign),
        of("issuer without keyUsage", noUsage),
        of("issuer that is no CA", noCa),
        bad("SHA-1", CrlDefect.WEAK_SIGNATURE, new CrlForge().algorithm("SHA1withECDSA")),
        bad(
            "another key",
            CrlDefect.BAD_SIGNATURE,
            new CrlForge().signedWith(CA.root().privateKey())),
        new Bad(
            "six minutes ahead",
            CrlDefect.FROM_THE_FUTURE,
            new CrlForge().encoded(),
            ISSUER,
            NOW.minus(Duration.ofMinutes(6))),
        new Bad(
            "a second too old",
            CrlDefect.STALE,
            new CrlForge().encoded(),
            ISSUER,
            NOW.plus(Duration.ofDays(1)).plusSeconds(1)));
  }

  @Test
  void verify_clocksThatDifferALittle_areNoReason() {
    byte[] list = new CrlForge().encoded();

    assertThat(verify(list, NOW.minus(Duration.ofMinutes(5)))).isInstanceOf(ACCEPTED);
    assertThat(verify(list, NOW.plus(Duration.ofDays(1)))).isInstanceOf(ACCEPTED);
  }

  @Test
  void verify_listAfterAnother_isAcceptedOnlyIfTheNumberRises() {
    byte[] fourth = new CrlForge().number(BigInteger.valueOf(4)).encoded();
    byte[] fifth = new CrlForge().number(BigInteger.valueOf(5)).encoded();
    byte[] otherFifth = new CrlForge().number(BigInteger.valueOf(5)).entry(11, null).encoded();
    byte[] sixth = new CrlForge().number(BigInteger.valueOf(6)).encoded();
    Optional<CrlMark> seen = Optional.of(((CrlVerdict.Accepted) verify(fifth, NOW)).list().mark());

    assertThat(CrlVerifier.verify(fourth, ISSUER, seen, NOW))
        .isEqualTo(new CrlVerdict.Rejected(CrlDefect.ROLLED_BACK));
    assertThat(CrlVerifier.verify(otherFifth, ISSUER, seen, NOW))
        .isEqualTo(new CrlVerdict.Rejected(CrlDefect.ROLLED_BACK));
    assertThat(CrlVerifier.verify(fifth, ISSUER, seen, NOW)).isInstanceOf(ACCEPTED);
    assertThat(CrlVerifier.verify(sixth, ISSUER, seen, NOW)).isInstanceOf(ACCEPTED);
  }

  @Test
  void verify_anyByteChanged_neverThrowsAndIsNeverAccepted() {
    byte[] honest = new CrlForge().encoded();
    Random random = new Random(22);

    for (int i = 0; i < honest.length; i++) {
      byte[] changed = honest.clone();
      changed[i] ^= (byte) (1 + random.nextInt(255));
      assertThat(verify(changed, NOW)).as("byte %d", i).isInstanceOf(CrlVerdict.Rejected.class);
      assertThat(verify(Arrays.copyOf(honest, i), NOW)).isInstanceOf(CrlVerdict.Rejected.class);
    }
  }

  private static final Class<CrlVerdict.Accepted> ACCEPTED = CrlVerdict.Accepted.class;

  private static CrlVerdict verify(byte[] list, Instant at) {
    return CrlVerifier.verify(list, ISSUER, Optional.empty(), at);
  }

  private static Bad bad(String name, CrlDefect defect, CrlForge forge) {
    return bad(name, defect, forge.encoded());
  }

  private static Bad bad(String name, CrlDefect defect, byte[] list) {
    return new Bad(name, defect, list, ISSUER, NOW);
  }

  private static Bad of(String name, CertificateForge issuer) {
    return new Bad(
        name, CrlDefect.ISSUER_MAY_NOT_SIGN, new CrlForge().encoded(), issuer.forge(), NOW);
  }

  private static byte[] longer(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }
}
