package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.GRANT_ID;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.SUBJECT_USER_ID;
import static mosaic.ca.Fixtures.chainOf;
import static mosaic.ca.Fixtures.issue;
import static mosaic.ca.Fixtures.otherName;
import static mosaic.ca.Fixtures.sequence;
import static mosaic.ca.Fixtures.spki;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rogue client certificates against the verifier and the identity reader. Each row says which layer
 * refuses it and why; none may pass both.
 */
class RogueCertificateTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final X509Certificate INTERMEDIATE = CA.intermediate().certificate();
  private static final X509Certificate ROOT = CA.root().certificate();
  private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
  private static final String GRANT_TEXT = GRANT_ID.toString();
  private static final String SUBJECT_TEXT = SUBJECT_USER_ID.toString();

  /** The layer that refuses. */
  sealed interface Layer {
    record Chain(RejectionReason reason) implements Layer {}

    record Identity(GrantIdentity answer) implements Layer {}
  }

  record Rogue(
      String name, Layer refusedBy, List<X509Certificate> chain, Set<X509Certificate> anchors) {

    @Override
    public String toString() {
      return name + " → " + refusedBy;
    }
  }

  @ParameterizedTest
  @MethodSource("rogueChains")
  @Tag("T-01")
  @Tag("T-03")
  void verify_rogueChain_isRejectedForItsReason(Rogue rogue) {
    assertRefused(rogue);
  }

  @ParameterizedTest
  @MethodSource("rogueIdentities")
  @Tag("T-02")
  void read_rogueIdentityOnAGoodChain_isNotFound(Rogue rogue) {
    assertRefused(rogue);
  }

  private static void assertRefused(Rogue rogue) {
    ChainVerdict verdict = ClientCertificateVerifier.verify(rogue.chain(), rogue.anchors(), NOW);

    switch (rogue.refusedBy()) {
      case Layer.Chain(RejectionReason reason) ->
          assertThat(verdict).isEqualTo(new ChainVerdict.Rejected(reason));
      case Layer.Identity(GrantIdentity answer) -> {
        assertThat(verdict).isInstanceOf(ChainVerdict.Accepted.class);
        assertThat(GrantIdentity.read(rogue.chain().getFirst())).isEqualTo(answer);
        assertThat(answer).isNotInstanceOf(GrantIdentity.Found.class);
      }
    }
  }

  @Test
  @Tag("T-01")
  void rogues_counted_areManyDifferentKinds() {
    List<String> names = Stream.concat(rogueChains(), rogueIdentities()).map(Rogue::name).toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(80).doesNotHaveDuplicates();
  }

  @Test
  void verify_honestCertificateFromTheForge_isAcceptedAndFound() {
    List<X509Certificate> chain = chainOf(CertificateForge.grant().forge());

    ChainVerdict verdict = ClientCertificateVerifier.verify(chain, Set.of(ROOT), NOW);

    assertThat(verdict).isInstanceOf(ChainVerdict.Accepted.class);
    assertThat(GrantIdentity.read(chain.getFirst()))
        .isEqualTo(new GrantIdentity.Found(GRANT_ID, SUBJECT_USER_ID));
  }

  static Stream<Rogue> rogueChains() {
    List<Rogue> rogues = new ArrayList<>();
    dates(rogues);
    usage(rogues);
    keys(rogues);
    signatures(rogues);
    paths(rogues);
    foreignAuthorities(rogues);
    structure(rogues);
    return rogues.stream();
  }

  private static void dates(List<Rogue> rogues) {
    add(
        rogues,
        "leaf expired",
        RejectionReason.EXPIRED,
        CertificateForge.grant().validity(NOW.minus(DAY), NOW.minusSeconds(1)));
    add(
        rogues,
        "leaf not yet valid",
        RejectionReason.NOT_YET_VALID,
        CertificateForge.grant().validity(NOW.plusSeconds(1), NOW.plus(DAY)));
    add(
        rogues,
        "leaf that ends before it begins",
        RejectionReason.NOT_YET_VALID,
        CertificateForge.grant().validity(NOW.plus(DAY), NOW.minus(DAY)));
    X509Certificate leaf = issue(Fixtures.GRANT);
    X509Certificate expired =
        CertificateForge.intermediate().validity(NOW.minus(DAY), NOW.minusSeconds(1)).forge();
    chain(rogues, "intermediate expired", RejectionReason.EXPIRED, leaf, expired, ROOT);
    X509Certificate future =
        CertificateForge.intermediate().validity(NOW.plusSeconds(1), NOW.plus(DAY)).forge();
    chain(rogues, "intermediate not yet valid", RejectionReason.NOT_YET_VALID, leaf, future);
    X509Certificate expiredRoot =
        decoded(CertificateForge.root().validity(NOW.minus(DAY), NOW.minusSeconds(1)));
    anchored(
        rogues, "trust anchor expired", RejectionReason.EXPIRED, expiredRoot, leaf, INTERMEDIATE);
    X509Certificate futureRoot =
        decoded(CertificateForge.root().validity(NOW.plusSeconds(1), NOW.plus(DAY)));
    anchored(
        rogues,
        "trust anchor not yet valid",
        RejectionReason.NOT_YET_VALID,
        futureRoot,
        leaf,
        INTERMEDIATE);
  }

  private static void usage(List<Rogue> rogues) {
    add(
        rogues,
        "no extended key usage",
        RejectionReason.WRONG_USAGE,
        CertificateForge.grant().without(Oids.EXTENDED_KEY_USAGE));
    purposes(rogues, "serverAuth only", KeyPurposeId.id_kp_serverAuth);
    purposes(rogues, "anyExtendedKeyUsage", KeyPurposeId.anyExtendedKeyUsage);
    purposes(
        rogues,
        "clientAuth and serverAuth",
        KeyPurposeId.id_kp_clientAuth,
        KeyPurposeId.id_kp_serverAuth);
    purposes(
        rogues,
        "clientAuth and any",
        KeyPurposeId.id_kp_clientAuth,
        KeyPurposeId.anyExtendedKeyUsage);
    purposes(rogues, "OCSP signing", KeyPurposeId.id_kp_OCSPSigning);
    purposes(
        rogues, "clientAuth twice", KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_clientAuth);
    add(
        rogues,
        "no key usage",
        RejectionReason.WRONG_USAGE,
        CertificateForge.grant().without(Oids.KEY_USAGE));
    keyUsage(rogues, "keyEncipherment only", KeyUsage.keyEncipherment);
    keyUsage(rogues, "with keyCertSign", KeyUsage.digitalSignature | KeyUsage.keyCertSign);
    keyUsage(rogues, "with cRLSign", KeyUsage.digitalSignature | KeyUsage.cRLSign);
    add(
        rogues,
        "leaf that is a CA",
        RejectionReason.WRONG_USAGE,
        CertificateForge.grant()
            .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(true)));
    add(
        rogues,
        "leaf that is a CA with path length",
        RejectionReason.WRONG_USAGE,
        CertificateForge.grant().extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(0)));
    chain(
        rogues,
        "our own server certificate",
        RejectionReason.WRONG_USAGE,
        chainOf(issue(Fixtures.SERVER)).toArray(X509Certificate[]::new));
    chain(rogues, "the intermediate itself", RejectionReason.WRONG_USAGE, INTERMEDIATE, ROOT);
    chain(rogues, "the root itself", RejectionReason.WRONG_USAGE, ROOT);
  }

  private static void keys(List<Rogue> rogues) {
    key(rogues, "RSA-1024", Fixtures.RSA_1024.getPublic().getEncoded());
    key(rogues, "RSA with e=3", Fixtures.RSA_E_3.getPublic().getEncoded());
    key(rogues, "Ed25519", Fixtures.keyPair("Ed25519").getPublic().getEncoded());
    key(rogues, "DSA", Fixtures.keyPair("DSA").getPublic().getEncoded());
    key(rogues, "P-192", TestKeys.onCurve("P-192"));
    key(rogues, "secp256k1", TestKeys.onCurve("secp256k1"));
    key(rogues, "point off the curve", TestKeys.offCurve());
    key(rogues, "point at infinity", TestKeys.atInfinity());
    key(rogues, "compressed point", TestKeys.compressed());
    key(rogues, "explicit curve", TestKeys.explicitCurve());
    key(
        rogues,
        "EC key without a point",
        spki(EC_PUBLIC_KEY, new ASN1ObjectIdentifier("1.2.840.10045.3.1.7"), new byte[0]));
  }

  private static void signatures(List<Rogue> rogues) {
    add(
        rogues,
        "ECDSA with SHA-1",
        RejectionReason.WEAK_SIGNATURE,
        CertificateForge.grant().algorithm("SHA1withECDSA"));
    KeyPair rsa = Fixtures.RSA_2048;
    X509Certificate rsaRoot =
        decoded(
            CertificateForge.root()
                .key(rsa)
                .without(Oids.SUBJECT_KEY_IDENTIFIER)
                .without(Oids.AUTHORITY_KEY_IDENTIFIER)
                .signedWith(rsa.getPrivate(), "SHA256withRSA"));
    for (String algorithm : List.of("SHA1withRSA", "MD5withRSA", "SHA224withRSA")) {
      anchored(
          rogues,
          "signed by an RSA root with " + algorithm,
          RejectionReason.WEAK_SIGNATURE,
          rsaRoot,
          CertificateForge.grant()
              .issuedBy(rsaRoot, rsa.getPrivate())
              .algorithm(algorithm)
              .forge());
    }
    X509Certificate sha1Root =
        decoded(
            CertificateForge.root()
                .key(rsa)
                .without(Oids.SUBJECT_KEY_IDENTIFIER)
                .without(Oids.AUTHORITY_KEY_IDENTIFIER)
                .signedWith(rsa.getPrivate(), "SHA1withRSA"));
    anchored(
        rogues,
        "root signed with SHA-1",
        RejectionReason.WEAK_SIGNATURE,
        sha1Root,
        CertificateForge.grant()
            .issuedBy(sha1Root, rsa.getPrivate())
            .algorithm("SHA256withRSA")
            .forge());
    add(
        rogues,
        "signature changed",
        RejectionReason.UNKNOWN_CA,
        CertificateForge.grant().afterwards(bytes -> flipped(bytes, bytes.length - 1)));
    add(
        rogues,
        "content changed after signing",
        RejectionReason.UNKNOWN_CA,
        CertificateForge.grant()
            .afterwards(bytes -> flipped(bytes, indexOf(bytes, GRANT_TEXT) + 35)));
    add(
        rogues,
        "inner and outer algorithm differ",
        RejectionReason.MALFORMED,
        CertificateForge.grant().outerAlgorithm("SHA384withECDSA"));
  }

  private static void paths(List<Rogue> rogues) {
    KeyPair subKey = KeyAlgorithm.EC_P256.generate(Fixtures.RANDOM);
    X509Certificate subCa =
        CertificateForge.intermediate()
            .key(subKey)
            .subject("CN=Sub CA")
            .without(Oids.SUBJECT_KEY_IDENTIFIER)
            .issuedBy(INTERMEDIATE, CA.intermediate().privateKey())
            .forge();
    X509Certificate underSub =
        CertificateForge.grant().issuedBy(subCa, subKey.getPrivate()).forge();
    chain(
        rogues,
        "sub-CA below an intermediate of path length 0",
        RejectionReason.PATH_TOO_LONG,
        underSub,
        subCa,
        INTERMEDIATE,
        ROOT);
    X509Certificate narrowRoot =
        decoded(
            CertificateForge.root()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(0)));
    anchored(
        rogues,
        "sub-CA below a trust anchor of path length 0",
        RejectionReason.PATH_TOO_LONG,
        narrowRoot,
        issue(Fixtures.GRANT),
        INTERMEDIATE);
    X509Certificate honest = issue(Fixtures.GRANT);
    X509Certificate underLeaf =
        CertificateForge.grant().issuedBy(honest, Fixtures.CLIENT_KEY.getPrivate()).forge();
    chain(
        rogues,
        "leaf used as a CA",
        RejectionReason.ISSUER_NOT_A_CA,
        underLeaf,
        honest,
        INTERMEDIATE,
        ROOT);
    intermediate(
        rogues,
        "intermediate without keyCertSign",
        RejectionReason.ISSUER_NOT_A_CA,
        CertificateForge.intermediate()
            .extension(Oids.KEY_USAGE, true, new KeyUsage(KeyUsage.cRLSign)));
    intermediate(
        rogues,
        "intermediate without key usage",
        RejectionReason.ISSUER_NOT_A_CA,
        CertificateForge.intermediate().without(Oids.KEY_USAGE));
    intermediate(
        rogues,
        "intermediate without basicConstraints",
        RejectionReason.ISSUER_NOT_A_CA,
        CertificateForge.intermediate().without(Oids.BASIC_CONSTRAINTS));
    intermediate(
        rogues,
        "intermediate whose basicConstraints are not critical",
        RejectionReason.ISSUER_NOT_A_CA,
        CertificateForge.intermediate().critical(Oids.BASIC_CONSTRAINTS, false));
    intermediate(
        rogues,
        "intermediate for servers only",
        RejectionReason.WRONG_USAGE,
        CertificateForge.intermediate()
            .extension(
                Oids.EXTENDED_KEY_USAGE,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
    intermediate(
        rogues,
        "intermediate that excludes the subject",
        RejectionReason.PATH_INVALID,
        CertificateForge.intermediate().extension(Oids.NAME_CONSTRAINTS, true, excludingHome()));
    anchored(
        rogues,
        "trust anchor that excludes the subject",
        RejectionReason.PATH_INVALID,
        decoded(CertificateForge.root().extension(Oids.NAME_CONSTRAINTS, true, excludingHome())),
        honest,
        INTERMEDIATE);
    X509Certificate rootThatIsNone =
        decoded(
            CertificateForge.root()
                .extension(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(false)));
    anchored(
        rogues,
        "trust anchor that is not a CA",
        RejectionReason.ISSUER_NOT_A_CA,
        rootThatIsNone,
        honest,
        INTERMEDIATE);
  }

  private static void foreignAuthorities(List<Rogue> rogues) {
    CertificateHierarchy other =
        CertificateHierarchy.create(
            "work.example", KeyAlgorithm.EC_P256, Fixtures.CLOCK, Fixtures.RANDOM);
    X509Certificate foreign =
        CertificateForge.grant()
            .issuedBy(other.intermediate().certificate(), other.intermediate().privateKey())
            .forge();
    chain(
        rogues,
        "another CA",
        RejectionReason.UNKNOWN_CA,
        foreign,
        other.intermediate().certificate(),
        other.root().certificate());
    KeyPair evilKey = KeyAlgorithm.EC_P256.generate(Fixtures.RANDOM);
    X509Certificate evilRoot =
        CertificateForge.root()
            .key(evilKey)
            .without(Oids.SUBJECT_KEY_IDENTIFIER)
            .without(Oids.AUTHORITY_KEY_IDENTIFIER)
            .signedWith(evilKey.getPrivate(), "SHA256withECDSA")
            .forge();
    X509Certificate underEvil =
        CertificateForge.grant().issuedBy(ROOT, evilKey.getPrivate()).forge();
    chain(
        rogues,
        "a CA with our name but another key",
        RejectionReason.UNKNOWN_CA,
        underEvil,
        evilRoot);
    chain(
        rogues,
        "signed by nobody we know, in the name of our intermediate",
        RejectionReason.UNKNOWN_CA,
        CertificateForge.grant().signedWith(evilKey.getPrivate(), "SHA256withECDSA").forge(),
        INTERMEDIATE,
        ROOT);
    chain(
        rogues,
        "self-signed leaf",
        RejectionReason.UNKNOWN_CA,
        CertificateForge.grant()
            .issuer(new X500Name("CN=grant-me"))
            .subject("CN=grant-me")
            .signedWith(Fixtures.CLIENT_KEY.getPrivate(), "SHA256withECDSA")
            .without(Oids.AUTHORITY_KEY_IDENTIFIER)
            .forge());
    chain(rogues, "intermediate missing", RejectionReason.UNKNOWN_CA, issue(Fixtures.GRANT));
    chain(
        rogues,
        "chain out of order",
        RejectionReason.UNKNOWN_CA,
        issue(Fixtures.GRANT),
        ROOT,
        INTERMEDIATE);
    add(
        rogues,
        "names the key of another issuer",
        RejectionReason.UNKNOWN_CA,
        CertificateForge.grant()
            .extension(
                Oids.AUTHORITY_KEY_IDENTIFIER, false, new AuthorityKeyIdentifier(new byte[20])));
    rogues.add(
        new Rogue(
            "no trust anchors at all",
            new Layer.Chain(RejectionReason.UNKNOWN_CA),
            chainOf(issue(Fixtures.GRANT)),
            Set.of()));
    anchored(
        rogues,
        "trust anchor that does not sign itself",
        RejectionReason.UNKNOWN_CA,
        INTERMEDIATE,
        issue(Fixtures.GRANT));
  }

  private static void structure(List<Rogue> rogues) {
    chain(rogues, "nothing presented", RejectionReason.NO_CERTIFICATE);
    X509Certificate honest = issue(Fixtures.GRANT);
    chain(
        rogues,
        "five certificates",
        RejectionReason.TOO_MANY_CERTIFICATES,
        honest,
        INTERMEDIATE,
        ROOT,
        ROOT,
        ROOT);
    for (String oid :
        List.of(Oids.SUBJECT_ALTERNATIVE_NAME, Oids.EXTENDED_KEY_USAGE, Oids.BASIC_CONSTRAINTS)) {
      add(
          rogues,
          "extension twice: " + oid,
          RejectionReason.DUPLICATE_EXTENSION,
          CertificateForge.grant().twice(oid));
    }
    add(
        rogues,
        "unknown critical extension",
        RejectionReason.UNKNOWN_CRITICAL_EXTENSION,
        CertificateForge.grant().extension("1.3.6.1.4.1.99999.1", true, DERNull.INSTANCE));
    malformed(rogues, "version 1", CertificateForge.grant().version(-1));
    malformed(rogues, "version 2", CertificateForge.grant().version(1));
    malformed(rogues, "version 4", CertificateForge.grant().version(3));
    malformed(rogues, "serial zero", CertificateForge.grant().serial(new ASN1Integer(0)));
    malformed(rogues, "serial negative", CertificateForge.grant().serial(new ASN1Integer(-5)));
    malformed(
        rogues,
        "serial of 21 octets",
        CertificateForge.grant().serial(new ASN1Integer(BigInteger.ONE.shiftLeft(161))));
    malformed(rogues, "a byte after the end", CertificateForge.grant().trailing(0));
    malformed(
        rogues,
        "time with a fraction of a second",
        CertificateForge.grant()
            .validity(
                new DERGeneralizedTime("20261122000000.5Z"), CertificateForge.time(NOW.plus(DAY))));
    malformed(
        rogues,
        "extended key usage that is no sequence",
        CertificateForge.grant().extension(Oids.EXTENDED_KEY_USAGE, false, DERNull.INSTANCE));
    malformed(
        rogues,
        "basicConstraints with bytes after it",
        CertificateForge.grant().extension(Oids.BASIC_CONSTRAINTS, true, new byte[] {0x30, 0, 0}));
    malformed(
        rogues,
        "longer than 16 KiB",
        CertificateForge.grant()
            .extension("1.3.6.1.4.1.99999.2", false, new DEROctetString(new byte[17_000])));
    malformed(
        rogues,
        "indefinite length",
        CertificateForge.grant().afterwards(RogueCertificateTest::indefinite));
    malformed(
        rogues,
        "cut short",
        CertificateForge.grant().afterwards(bytes -> Arrays.copyOf(bytes, bytes.length - 9)));
    malformed(rogues, "a subject nested too deeply", CertificateForge.grant().subject(nested(25)));
    chain(rogues, "empty encoding", RejectionReason.MALFORMED, new RawCertificate(new byte[0]));
    chain(rogues, "no encoding", RejectionReason.MALFORMED, new RawCertificate(null));
    chain(
        rogues,
        "garbage behind an honest leaf",
        RejectionReason.MALFORMED,
        honest,
        new RawCertificate(new byte[] {1, 2, 3}));
  }

  static Stream<Rogue> rogueIdentities() {
    List<Rogue> rogues = new ArrayList<>();
    GrantIdentity noGrant = new GrantIdentity.Missing(GrantIdentity.Claim.GRANT_ID);
    GrantIdentity noSubject = new GrantIdentity.Missing(GrantIdentity.Claim.SUBJECT_USER_ID);
    ASN1Encodable grant = otherName(Oids.GRANT_ID, new DERUTF8String(GRANT_TEXT));
    ASN1Encodable subject = otherName(Oids.SUBJECT_USER_ID, new DERUTF8String(SUBJECT_TEXT));

    identity(
        rogues,
        "no alternative name, only the common name",
        noGrant,
        CertificateForge.grant().without(Oids.SUBJECT_ALTERNATIVE_NAME));
    identity(rogues, "no grant", noGrant, CertificateForge.grant().names(subject));
    identity(rogues, "no subject", noSubject, CertificateForge.grant().names(grant));
    identity(
        rogues,
        "only a DNS name",
        noGrant,
        CertificateForge.grant()
            .names(new GeneralName(GeneralName.dNSName, "grant-" + GRANT_TEXT)));
    identity(
        rogues,
        "ids as mail address and URI",
        noGrant,
        CertificateForge.grant()
            .names(
                new GeneralName(GeneralName.rfc822Name, GRANT_TEXT),
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "urn:uuid:" + SUBJECT_TEXT)));
    identity(
        rogues,
        "OIDs of another arc",
        noGrant,
        CertificateForge.grant()
            .names(
                otherName(Oids.GRANT_ID + ".1", new DERUTF8String(GRANT_TEXT)),
                otherName(Oids.SUBJECT_USER_ID + ".1", new DERUTF8String(SUBJECT_TEXT))));
    defect(rogues, "grant twice", GrantIdentity.Defect.DUPLICATE_CLAIM, grant, grant, subject);
    defect(
        rogues,
        "two different grants",
        GrantIdentity.Defect.DUPLICATE_CLAIM,
        grant,
        subject,
        otherName(Oids.GRANT_ID, new DERUTF8String(SUBJECT_TEXT)));
    defect(rogues, "subject twice", GrantIdentity.Defect.DUPLICATE_CLAIM, grant, subject, subject);
    type(rogues, "IA5String", new DERIA5String(GRANT_TEXT));
    type(rogues, "PrintableString", new DERPrintableString(GRANT_TEXT));
    type(rogues, "BMPString", new DERBMPString(GRANT_TEXT));
    type(
        rogues, "OCTET STRING", new DEROctetString(GRANT_TEXT.getBytes(StandardCharsets.US_ASCII)));
    type(rogues, "string in a sequence", sequence(new DERUTF8String(GRANT_TEXT)));
    text(rogues, "NUL at the end", GRANT_TEXT + "\0");
    text(rogues, "NUL inside", GRANT_TEXT.replace('-', '\0'));
    text(rogues, "CR LF at the end", GRANT_TEXT + "\r\n");
    text(rogues, "LF at the end", GRANT_TEXT + "\n");
    text(rogues, "space in front", " " + GRANT_TEXT);
    text(rogues, "space at the end", GRANT_TEXT + " ");
    text(rogues, "upper case", GRANT_TEXT.toUpperCase(Locale.ROOT));
    text(rogues, "braces", "{" + GRANT_TEXT + "}");
    text(rogues, "no hyphens", GRANT_TEXT.replace("-", ""));
    text(rogues, "as URN", "urn:uuid:" + GRANT_TEXT);
    text(rogues, "Cyrillic а", GRANT_TEXT.replace('a', '\u0430'));
    text(rogues, "full-width digit", GRANT_TEXT.replace('0', '\uff10'));
    text(rogues, "soft hyphen", GRANT_TEXT + "\u00ad");
    text(rogues, "zero-width joiner", GRANT_TEXT + "\u200d");
    text(rogues, "typographic hyphens", GRANT_TEXT.replace('-', '\u2010'));
    text(rogues, "one character short", GRANT_TEXT.substring(1));
    text(rogues, "one character more", GRANT_TEXT + "0");
    text(rogues, "short groups that Java would accept", "1-2-3-4-5");
    text(rogues, "empty", "");
    text(rogues, "two ids", GRANT_TEXT + "," + SUBJECT_TEXT);
    defect(
        rogues,
        "subject in upper case",
        GrantIdentity.Defect.NOT_A_UUID,
        grant,
        otherName(Oids.SUBJECT_USER_ID, new DERUTF8String("0198F0A4-1111-7222-8333-94445555666A")));
    return rogues.stream();
  }

  private static void type(List<Rogue> rogues, String name, ASN1Encodable value) {
    defect(
        rogues,
        "grant as " + name,
        GrantIdentity.Defect.WRONG_TYPE,
        otherName(Oids.GRANT_ID, value),
        otherName(Oids.SUBJECT_USER_ID, new DERUTF8String(SUBJECT_TEXT)));
  }

  private static void text(List<Rogue> rogues, String name, String value) {
    defect(
        rogues,
        "grant with " + name,
        GrantIdentity.Defect.NOT_A_UUID,
        otherName(Oids.GRANT_ID, new DERUTF8String(value)),
        otherName(Oids.SUBJECT_USER_ID, new DERUTF8String(SUBJECT_TEXT)));
  }

  private static void defect(
      List<Rogue> rogues, String name, GrantIdentity.Defect defect, ASN1Encodable... names) {
    identity(
        rogues, name, new GrantIdentity.Malformed(defect), CertificateForge.grant().names(names));
  }

  private static void identity(
      List<Rogue> rogues, String name, GrantIdentity answer, CertificateForge forge) {
    rogues.add(new Rogue(name, new Layer.Identity(answer), chainOf(forge.forge()), Set.of(ROOT)));
  }

  private static void purposes(List<Rogue> rogues, String name, KeyPurposeId... purposes) {
    add(
        rogues,
        "extended key usage: " + name,
        RejectionReason.WRONG_USAGE,
        CertificateForge.grant()
            .extension(Oids.EXTENDED_KEY_USAGE, false, new ExtendedKeyUsage(purposes)));
  }

  private static void keyUsage(List<Rogue> rogues, String name, int bits) {
    add(
        rogues,
        "key usage: " + name,
        RejectionReason.WRONG_USAGE,
        CertificateForge.grant().extension(Oids.KEY_USAGE, true, new KeyUsage(bits)));
  }

  private static void key(List<Rogue> rogues, String name, byte[] spki) {
    add(rogues, "key: " + name, RejectionReason.WEAK_KEY, CertificateForge.grant().key(spki));
  }

  private static void malformed(List<Rogue> rogues, String name, CertificateForge forge) {
    add(rogues, name, RejectionReason.MALFORMED, forge);
  }

  private static void intermediate(
      List<Rogue> rogues, String name, RejectionReason reason, CertificateForge forge) {
    chain(rogues, name, reason, issue(Fixtures.GRANT), forge.forge(), ROOT);
  }

  private static void add(
      List<Rogue> rogues, String name, RejectionReason reason, CertificateForge leaf) {
    chain(rogues, name, reason, leaf.forge(), INTERMEDIATE, ROOT);
  }

  private static void chain(
      List<Rogue> rogues, String name, RejectionReason reason, X509Certificate... chain) {
    anchored(rogues, name, reason, ROOT, chain);
  }

  private static void anchored(
      List<Rogue> rogues,
      String name,
      RejectionReason reason,
      X509Certificate anchor,
      X509Certificate... chain) {
    rogues.add(new Rogue(name, new Layer.Chain(reason), List.of(chain), Set.of(anchor)));
  }

  private static NameConstraints excludingHome() {
    GeneralName home = new GeneralName(new X500Name("O=home.example"));
    return new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(home)});
  }

  private static ASN1Encodable nested(int depth) {
    ASN1Encodable value = DERNull.INSTANCE;
    for (int i = 0; i < depth; i++) {
      value = sequence(value);
    }
    return value;
  }

  private static byte[] flipped(byte[] bytes, int index) {
    byte[] changed = bytes.clone();
    changed[index] ^= 1;
    return changed;
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static byte[] indefinite(byte[] bytes) {
    byte[] changed = Arrays.copyOf(bytes, bytes.length);
    System.arraycopy(bytes, 4, changed, 2, bytes.length - 4);
    changed[1] = (byte) 0x80;
    changed[bytes.length - 2] = 0;
    changed[bytes.length - 1] = 0;
    return changed;
  }

  private static X509Certificate decoded(CertificateForge forge) {
    try {
      return CertificateSigner.decode(forge.encoded());
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
