package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.CLIENT_KEY;
import static mosaic.ca.Fixtures.GRANT;
import static mosaic.ca.Fixtures.GRANT_ID;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.SUBJECT_USER_ID;
import static mosaic.ca.Fixtures.issue;
import static mosaic.ca.Fixtures.otherName;
import static mosaic.ca.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates that break one rule each: the lint names that rule and no other. */
class CertificateLintTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final X509Certificate ISSUER = CA.intermediate().certificate();
  private static final CertificateLint LINT = CertificateLint.forIssuer(ISSUER);

  record Broken(
      String name,
      CertificateLint.Rule rule,
      CertificateLint lint,
      CertificateForge forge,
      CertificateProfile profile,
      PublicKey key) {

    @Override
    public String toString() {
      return rule + ": " + name;
    }
  }

  @ParameterizedTest
  @MethodSource("brokenCertificates")
  void examine_oneRuleBroken_namesThatRuleOnly(Broken broken) {
    List<CertificateLint.Violation> violations =
        broken.lint().examine(broken.forge().encoded(), broken.profile(), broken.key());

    assertThat(violations.stream().map(CertificateLint.Violation::rule).collect(Collectors.toSet()))
        .as(violations.toString())
        .containsExactly(broken.rule());
  }

  @Test
  void brokenCertificates_together_breakEveryRule() {
    assertThat(brokenCertificates().map(Broken::rule)).contains(CertificateLint.Rule.values());
  }

  @Test
  void examine_untouchedCertificates_findsNothing() {
    assertThat(LINT.examine(CertificateForge.grant().encoded(), GRANT, CLIENT_KEY.getPublic()))
        .isEmpty();
    assertThat(LINT.examine(server().encoded(), Fixtures.SERVER, CLIENT_KEY.getPublic())).isEmpty();
    assertThat(
            CertificateLint.forIssuer(CA.root().certificate())
                .examine(
                    CertificateForge.intermediate().encoded(),
                    authority(AuthorityCertificateProfile.Role.ISSUING),
                    ISSUER.getPublicKey()))
        .isEmpty();
    assertThat(
            CertificateLint.forSelfSigned()
                .examine(
                    CertificateForge.root().encoded(),
                    authority(AuthorityCertificateProfile.Role.ROOT),
                    CA.root().certificate().getPublicKey()))
        .isEmpty();
  }

  @Test
  void require_brokenCertificate_throwsWithTheCitation() {
    byte[] broken = CertificateForge.grant().without(Oids.KEY_USAGE).encoded();

    assertThatThrownBy(() -> LINT.require(broken, GRANT, CLIENT_KEY.getPublic()))
        .isInstanceOf(CertificateAuthorityException.class)
        .hasMessageContaining("KEY_USAGE (RFC 5280, 4.2.1.3)");
  }

  @Test
  void examine_anyKeyOrBytes_neverThrows() {
    assertThat(LINT.examine(new byte[0], GRANT, CLIENT_KEY.getPublic())).isNotEmpty();
    assertThat(LINT.examine(new byte[] {0x30, 0}, GRANT, CLIENT_KEY.getPublic())).isNotEmpty();
  }

  static Stream<Broken> brokenCertificates() {
    return Stream.of(leaves(), extensions(), servers(), responders(), authorities())
        .flatMap(s -> s);
  }

  private static Stream<Broken> leaves() {
    KeyPair other = KeyAlgorithm.EC_P256.generate(Fixtures.RANDOM);
    return Stream.of(
        grant("a byte behind", CertificateLint.Rule.ENCODING, CertificateForge.grant().trailing(0)),
        grant("version 1", CertificateLint.Rule.ENCODING, CertificateForge.grant().version(-1)),
        grant(
            "negative serial",
            CertificateLint.Rule.ENCODING,
            CertificateForge.grant().serial(new ASN1Integer(-1))),
        grant(
            "other algorithm outside",
            CertificateLint.Rule.ENCODING,
            CertificateForge.grant().outerAlgorithm("SHA384withECDSA")),
        grant(
            "cut short",
            CertificateLint.Rule.ENCODING,
            CertificateForge.grant().afterwards(b -> Arrays.copyOf(b, b.length - 1))),
        grant(
            "serial of 63 bits",
            CertificateLint.Rule.SERIAL_NUMBER,
            CertificateForge.grant().serial(new ASN1Integer(Long.MAX_VALUE))),
        grant(
            "SHA-1",
            CertificateLint.Rule.SIGNATURE_ALGORITHM,
            CertificateForge.grant().algorithm("SHA1withECDSA")),
        grant(
            "another issuer",
            CertificateLint.Rule.ISSUER,
            CertificateForge.grant().issuer(new X500Name("CN=Somebody else"))),
        grant(
            "issuer in other order",
            CertificateLint.Rule.ISSUER,
            CertificateForge.grant().issuer(new X500Name("CN=x,O=work.example"))),
        grant(
            "GeneralizedTime before 2050",
            CertificateLint.Rule.TIME_ENCODING,
            CertificateForge.grant()
                .validity(
                    new DERGeneralizedTime("20261122115500Z"),
                    CertificateForge.time(NOW.plus(DAY)))),
        grant(
            "a second too long",
            CertificateLint.Rule.VALIDITY_PERIOD,
            CertificateForge.grant()
                .validity(NOW.minus(Duration.ofMinutes(5)), NOW.plus(Duration.ofDays(30)))),
        grant(
            "ends before it begins",
            CertificateLint.Rule.VALIDITY_PERIOD,
            CertificateForge.grant().validity(NOW.plus(DAY), NOW)),
        grant(
            "begins before its issuer",
            CertificateLint.Rule.VALIDITY_NESTING,
            CertificateForge.grant().validity(NOW.minus(DAY), NOW)),
        grant(
            "ends after its issuer",
            CertificateLint.Rule.VALIDITY_NESTING,
            CertificateForge.grant()
                .validity(NOW.plus(Duration.ofDays(1820)), NOW.plus(Duration.ofDays(1826)))),
        grant(
            "another subject",
            CertificateLint.Rule.SUBJECT,
            CertificateForge.grant().subject("O=home.example,CN=grant-" + SUBJECT_USER_ID)),
        grant(
            "a subject with something more",
            CertificateLint.Rule.SUBJECT,
            CertificateForge.grant().subject("O=home.example,CN=grant-" + GRANT_ID + ",OU=more")),
        new Broken(
            "a weak key",
            CertificateLint.Rule.PUBLIC_KEY,
            LINT,
            CertificateForge.grant()
                .key(Fixtures.RSA_1024)
                .extension(
                    Oids.SUBJECT_KEY_IDENTIFIER,
                    false,
                    new SubjectKeyIdentifier(keyIdentifier(Fixtures.RSA_1024.getPublic()))),
            GRANT,
            Fixtures.RSA_1024.getPublic()),
        grant(
            "another key than asked for",
            CertificateLint.Rule.PUBLIC_KEY,
            CertificateForge.grant().key(other)));
  }

  private static Stream<Broken> extensions() {
    return Stream.of(
        grant(
            "names twice",
            CertificateLint.Rule.DUPLICATE_EXTENSION,
            CertificateForge.grant().twice(Oids.SUBJECT_ALTERNATIVE_NAME)),
        grant(
            "name constraints",
            CertificateLint.Rule.UNEXPECTED_EXTENSION,
            CertificateForge.grant().extension(Oids.NAME_CONSTRAINTS, true, DERNull.INSTANCE)),
        grant(
            "a private extension",
            CertificateLint.Rule.UNEXPECTED_EXTENSION,
            CertificateForge.grant().extension("1.3.6.1.4.1.99999.1", false, DERNull.INSTANCE)),
        grant(
            "a CA",
            CertificateLint.Rule.BASIC_CONSTRAINTS,
            CertificateForge.grant()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(true))),
        grant(
            "missing",
            CertificateLint.Rule.BASIC_CONSTRAINTS,
            CertificateForge.grant().without(Oids.BASIC_CONSTRAINTS)),
        grant(
            "not critical",
            CertificateLint.Rule.BASIC_CONSTRAINTS,
            CertificateForge.grant().critical(Oids.BASIC_CONSTRAINTS, false)),
        grant(
            "one bit more",
            CertificateLint.Rule.KEY_USAGE,
            CertificateForge.grant()
                .extension(
                    Oids.KEY_USAGE,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement))),
        grant(
            "decipherOnly in the second octet",
            CertificateLint.Rule.KEY_USAGE,
            CertificateForge.grant()
                .extension(
                    Oids.KEY_USAGE,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.decipherOnly))),
        grant(
            "not critical",
            CertificateLint.Rule.KEY_USAGE,
            CertificateForge.grant().critical(Oids.KEY_USAGE, false)),
        grant(
            "missing",
            CertificateLint.Rule.EXTENDED_KEY_USAGE,
            CertificateForge.grant().without(Oids.EXTENDED_KEY_USAGE)),
        grant(
            "server as well",
            CertificateLint.Rule.EXTENDED_KEY_USAGE,
            CertificateForge.grant()
                .extension(
                    Oids.EXTENDED_KEY_USAGE,
                    false,
                    new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                          KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
                        }))),
        grant(
            "critical",
            CertificateLint.Rule.EXTENDED_KEY_USAGE,
            CertificateForge.grant().critical(Oids.EXTENDED_KEY_USAGE, true)),
        grant(
            "another grant",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            CertificateForge.grant()
                .names(
                    otherName(Oids.GRANT_ID, new DERUTF8String(SUBJECT_USER_ID.toString())),
                    otherName(
                        Oids.SUBJECT_USER_ID, new DERUTF8String(SUBJECT_USER_ID.toString())))),
        grant(
            "another subject user",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            CertificateForge.grant()
                .names(
                    otherName(Oids.GRANT_ID, new DERUTF8String(GRANT_ID.toString())),
                    otherName(Oids.SUBJECT_USER_ID, new DERUTF8String(GRANT_ID.toString())))),
        grant(
            "one name more",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            CertificateForge.grant()
                .names(
                    otherName(Oids.GRANT_ID, new DERUTF8String(GRANT_ID.toString())),
                    otherName(Oids.SUBJECT_USER_ID, new DERUTF8String(SUBJECT_USER_ID.toString())),
                    new GeneralName(GeneralName.dNSName, "home.example"))),
        grant(
            "critical although there is a subject",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            CertificateForge.grant().critical(Oids.SUBJECT_ALTERNATIVE_NAME, true)),
        grant(
            "missing",
            CertificateLint.Rule.SUBJECT_KEY_IDENTIFIER,
            CertificateForge.grant().without(Oids.SUBJECT_KEY_IDENTIFIER)),
        grant(
            "of another key",
            CertificateLint.Rule.SUBJECT_KEY_IDENTIFIER,
            CertificateForge.grant()
                .extension(
                    Oids.SUBJECT_KEY_IDENTIFIER, false, new SubjectKeyIdentifier(new byte[20]))),
        grant(
            "critical",
            CertificateLint.Rule.SUBJECT_KEY_IDENTIFIER,
            CertificateForge.grant().critical(Oids.SUBJECT_KEY_IDENTIFIER, true)),
        grant(
            "missing",
            CertificateLint.Rule.AUTHORITY_KEY_IDENTIFIER,
            CertificateForge.grant().without(Oids.AUTHORITY_KEY_IDENTIFIER)),
        grant(
            "of another issuer",
            CertificateLint.Rule.AUTHORITY_KEY_IDENTIFIER,
            CertificateForge.grant()
                .extension(
                    Oids.AUTHORITY_KEY_IDENTIFIER,
                    false,
                    new AuthorityKeyIdentifier(new byte[20]))),
        grant(
            "critical",
            CertificateLint.Rule.AUTHORITY_KEY_IDENTIFIER,
            CertificateForge.grant().critical(Oids.AUTHORITY_KEY_IDENTIFIER, true)),
        grant(
            "missing",
            CertificateLint.Rule.CRL_DISTRIBUTION_POINTS,
            CertificateForge.grant().without(Oids.CRL_DISTRIBUTION_POINTS)),
        grant(
            "another URL",
            CertificateLint.Rule.CRL_DISTRIBUTION_POINTS,
            CertificateForge.grant()
                .extension(Oids.CRL_DISTRIBUTION_POINTS, false, crl("http://evil.example/"))),
        grant(
            "critical",
            CertificateLint.Rule.CRL_DISTRIBUTION_POINTS,
            CertificateForge.grant().critical(Oids.CRL_DISTRIBUTION_POINTS, true)),
        grant(
            "garbage",
            CertificateLint.Rule.CRL_DISTRIBUTION_POINTS,
            CertificateForge.grant()
                .extension(Oids.CRL_DISTRIBUTION_POINTS, false, DERNull.INSTANCE)),
        grant(
            "missing",
            CertificateLint.Rule.AUTHORITY_INFORMATION_ACCESS,
            CertificateForge.grant().without(Oids.AUTHORITY_INFORMATION_ACCESS)),
        grant(
            "another URL",
            CertificateLint.Rule.AUTHORITY_INFORMATION_ACCESS,
            CertificateForge.grant()
                .extension(
                    Oids.AUTHORITY_INFORMATION_ACCESS,
                    false,
                    new AuthorityInformationAccess(
                        AccessDescription.id_ad_ocsp, uri("http://evil.example/")))),
        grant(
            "for CA certificates",
            CertificateLint.Rule.AUTHORITY_INFORMATION_ACCESS,
            CertificateForge.grant()
                .extension(
                    Oids.AUTHORITY_INFORMATION_ACCESS,
                    false,
                    new AuthorityInformationAccess(
                        AccessDescription.id_ad_caIssuers,
                        uri("http://work.example:8080/pki/ocsp")))),
        grant(
            "critical",
            CertificateLint.Rule.AUTHORITY_INFORMATION_ACCESS,
            CertificateForge.grant().critical(Oids.AUTHORITY_INFORMATION_ACCESS, true)));
  }

  private static Stream<Broken> servers() {
    return Stream.of(
        server(
            "client instead of server",
            CertificateLint.Rule.EXTENDED_KEY_USAGE,
            server()
                .extension(
                    Oids.EXTENDED_KEY_USAGE,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))),
        server(
            "another host",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            server()
                .names(
                    new GeneralName(GeneralName.dNSName, "evil.example"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"))),
        server(
            "address as a DNS name",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            server()
                .names(
                    new GeneralName(GeneralName.dNSName, "work.example"),
                    new GeneralName(GeneralName.dNSName, "127.0.0.1"))),
        server(
            "one name missing",
            CertificateLint.Rule.SUBJECT_ALTERNATIVE_NAME,
            server().names(new GeneralName(GeneralName.dNSName, "work.example"))),
        server("another subject", CertificateLint.Rule.SUBJECT, server().subject("CN=evil")),
        server(
            "a CRL that the profile does not name",
            CertificateLint.Rule.UNEXPECTED_EXTENSION,
            server().extension("2.5.29.46", false, crl("http://evil.example/"))));
  }

  private static Stream<Broken> responders() {
    return Stream.of(
        responder(
            "to be checked",
            CertificateLint.Rule.OCSP_NO_CHECK,
            r -> r.without(Oids.OCSP_NO_CHECK)),
        responder(
            "critical",
            CertificateLint.Rule.OCSP_NO_CHECK,
            r -> r.critical(Oids.OCSP_NO_CHECK, true)),
        responder(
            "with a value",
            CertificateLint.Rule.OCSP_NO_CHECK,
            r -> r.extension(Oids.OCSP_NO_CHECK, false, new ASN1Integer(1))),
        responder(
            "for servers as well",
            CertificateLint.Rule.EXTENDED_KEY_USAGE,
            r ->
                r.extension(
                    Oids.EXTENDED_KEY_USAGE,
                    false,
                    new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                          KeyPurposeId.id_kp_OCSPSigning, KeyPurposeId.id_kp_serverAuth
                        }))),
        responder(
            "that signs certificates",
            CertificateLint.Rule.KEY_USAGE,
            r ->
                r.extension(
                    Oids.KEY_USAGE,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))),
        responder(
            "with a list",
            CertificateLint.Rule.UNEXPECTED_EXTENSION,
            r -> r.extension("2.5.29.46", false, crl("http://work.example/"))),
        responder(
            "of more than seven days",
            CertificateLint.Rule.VALIDITY_PERIOD,
            r -> r.validity(NOW, NOW.plus(Duration.ofDays(8)))),
        responder("of another name", CertificateLint.Rule.SUBJECT, r -> r.subject("CN=evil")));
  }

  private static Broken responder(
      String name, CertificateLint.Rule rule, UnaryOperator<CertificateForge> change) {
    CertificateForge honest =
        CertificateForge.like(issue(Fixtures.RESPONDER), CA.intermediate().privateKey());
    return new Broken(
        "responder " + name,
        rule,
        LINT,
        change.apply(honest),
        Fixtures.RESPONDER,
        CLIENT_KEY.getPublic());
  }

  private static Stream<Broken> authorities() {
    CertificateLint byRoot = CertificateLint.forIssuer(CA.root().certificate());
    CertificateLint bySelf = CertificateLint.forSelfSigned();
    PublicKey issuing = ISSUER.getPublicKey();
    PublicKey root = CA.root().certificate().getPublicKey();
    AuthorityCertificateProfile issuingProfile =
        authority(AuthorityCertificateProfile.Role.ISSUING);
    AuthorityCertificateProfile rootProfile = authority(AuthorityCertificateProfile.Role.ROOT);
    return Stream.of(
        new Broken(
            "intermediate without path length",
            CertificateLint.Rule.BASIC_CONSTRAINTS,
            byRoot,
            CertificateForge.intermediate()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(true)),
            issuingProfile,
            issuing),
        new Broken(
            "intermediate with path length 1",
            CertificateLint.Rule.BASIC_CONSTRAINTS,
            byRoot,
            CertificateForge.intermediate()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(1)),
            issuingProfile,
            issuing),
        new Broken(
            "intermediate that signs data",
            CertificateLint.Rule.KEY_USAGE,
            byRoot,
            CertificateForge.intermediate()
                .extension(
                    Oids.KEY_USAGE,
                    true,
                    new KeyUsage(
                        KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature)),
            issuingProfile,
            issuing),
        new Broken(
            "intermediate of more than five years",
            CertificateLint.Rule.VALIDITY_PERIOD,
            byRoot,
            CertificateForge.intermediate().validity(NOW, NOW.plus(Duration.ofDays(1827))),
            issuingProfile,
            issuing),
        new Broken(
            "intermediate with alternative names",
            CertificateLint.Rule.UNEXPECTED_EXTENSION,
            byRoot,
            CertificateForge.intermediate()
                .extension("2.5.29.18", false, sequence(new GeneralName(2, "evil.example"))),
            issuingProfile,
            issuing),
        new Broken(
            "root that is not a CA",
            CertificateLint.Rule.BASIC_CONSTRAINTS,
            bySelf,
            CertificateForge.root()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(false)),
            rootProfile,
            root),
        new Broken(
            "root issued by somebody else",
            CertificateLint.Rule.ISSUER,
            bySelf,
            CertificateForge.root().issuer(new X500Name("CN=x")),
            rootProfile,
            root),
        new Broken(
            "root of more than ten years",
            CertificateLint.Rule.VALIDITY_PERIOD,
            bySelf,
            CertificateForge.root()
                .validity(CertificateForge.time(NOW), new DERUTCTime("491231235959Z")),
            rootProfile,
            root),
        new Broken(
            "GeneralizedTime at the end of 2049",
            CertificateLint.Rule.TIME_ENCODING,
            bySelf,
            CertificateForge.root()
                .validity(
                    CertificateForge.time(Instant.parse("2049-12-01T00:00:00Z")),
                    new DERGeneralizedTime("20491231235959Z")),
            rootProfile,
            root));
  }

  private static Broken grant(String name, CertificateLint.Rule rule, CertificateForge forge) {
    return new Broken(name, rule, LINT, forge, GRANT, CLIENT_KEY.getPublic());
  }

  private static Broken server(String name, CertificateLint.Rule rule, CertificateForge forge) {
    return new Broken(name, rule, LINT, forge, Fixtures.SERVER, CLIENT_KEY.getPublic());
  }

  private static CertificateForge server() {
    return CertificateForge.like(issue(Fixtures.SERVER), CA.intermediate().privateKey());
  }

  private static AuthorityCertificateProfile authority(AuthorityCertificateProfile.Role role) {
    return new AuthorityCertificateProfile(role, "work.example");
  }

  private static CRLDistPoint crl(String url) {
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri(url)));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }

  private static byte[] keyIdentifier(PublicKey key) {
    try {
      return KeyIdentifier.of(key.getEncoded()).octets();
    } catch (MalformedDerException e) {
      throw new IllegalStateException(e);
    }
  }
}
