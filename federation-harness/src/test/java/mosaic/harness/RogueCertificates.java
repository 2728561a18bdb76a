package mosaic.harness;

import static mosaic.harness.Forgery.GRANT_ID;
import static mosaic.harness.Forgery.SUBJECT_USER_ID;
import static mosaic.harness.Forgery.name;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Certificates that try to pass for a victim's. The attacker has taken the gateway's issuing key,
 * knows the ids of the victim's grant and user, and holds a good certificate for a grant of their
 * own.
 */
final class RogueCertificates {
  private static final Duration LONG_AGO = Duration.ofDays(-60);

  private final Authority stolen;
  private final ClientCertificate own;
  private final ClientCertificate victim;
  private final String grant;
  private final String subject;
  private final KeyPair pair = Keys.p256();
  private final List<Rogue> all = new ArrayList<>();

  private RogueCertificates(
      Authority stolen,
      ClientCertificate own,
      ClientCertificate victim,
      String grant,
      String subject) {
    this.stolen = stolen;
    this.own = own;
    this.victim = victim;
    this.grant = grant;
    this.subject = subject;
  }

  /**
   * @param own the attacker's good certificate, for another grant
   * @param victim of which the attacker is to have the certificate, but not the key
   * @param foreign an authority that the gateway has no reason to trust
   */
  static List<Rogue> against(
      Authority stolen,
      Authority foreign,
      ClientCertificate own,
      ClientCertificate victim,
      String grant,
      String subject) {
    RogueCertificates rogues = new RogueCertificates(stolen, own, victim, grant, subject);
    rogues.addForeignIssuers(foreign);
    rogues.addWrongProfiles();
    rogues.addWrongNames();
    rogues.addUnrecorded();
    return List.copyOf(rogues.all);
  }

  private void addForeignIssuers(Authority foreign) {
    by("authority nobody trusts", Authority.selfMade("CN=Evil Root"));
    by("authority with the issuer's very name", stolen.lookAlike());
    by("below an authority with the root's very name", rootLookAlike().subordinate(issuerName()));
    by("the other gateway's own authority", foreign);
    by("authority below the issuing one", stolen.subordinate("CN=Sub"));
    by(
        "two authorities below the issuing one",
        stolen.subordinate("CN=Sub").subordinate("CN=Sub sub"));
    by(
        "grant certificate used as an authority",
        new Authority(own.leaf(), own.key(), own.chain().subList(1, own.chain().size())));
    Authority selfSigned = Authority.selfMade("CN=grant-" + grant + ",O=home.example");
    tls(
        "self-signed authority itself",
        new ClientCertificate(List.of(selfSigned.certificate()), selfSigned.key()));
    tls("issuing certificate itself", new ClientCertificate(stolen.chain(), stolen.key()));
    tls("good certificate without its key", new ClientCertificate(victim.chain(), own.key()));
  }

  private void addWrongProfiles() {
    tls("expired", forgery -> forgery.valid(LONG_AGO, Duration.ofDays(-1)));
    tls("expired an hour ago", forgery -> forgery.valid(LONG_AGO, Duration.ofHours(-1)));
    tls("not yet valid", forgery -> forgery.valid(Duration.ofDays(1), Duration.ofDays(30)));
    tls("no extended key usage", forgery -> forgery.without(Extension.extendedKeyUsage));
    tls("serverAuth only", forgery -> forgery.purposes(KeyPurposeId.id_kp_serverAuth));
    tls("OCSPSigning only", forgery -> forgery.purposes(KeyPurposeId.id_kp_OCSPSigning));
    tls("any purpose", forgery -> forgery.purposes(KeyPurposeId.anyExtendedKeyUsage));
    tls("key for encipherment only", forgery -> forgery.usage(KeyUsage.keyEncipherment));
    tls(
        "key that may sign certificates",
        forgery -> forgery.usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
    tls(
        "CA:TRUE",
        forgery -> forgery.extension(Extension.basicConstraints, true, new BasicConstraints(true)));
    tls(
        "unknown critical extension",
        forgery ->
            forgery.extension(new ASN1ObjectIdentifier("1.2.3.4.5"), true, DERNull.INSTANCE));
    tls("signed with SHA-1", forgery -> forgery.algorithm("SHA1withECDSA"));
    with("RSA of 1024 bits", Keys.rsa(1024));
    with("RSA with exponent 3", Keys.rsa(2048, BigInteger.valueOf(3)));
  }

  private void addWrongNames() {
    gateway("no names at all", forgery -> forgery.without(Extension.subjectAlternativeName));
    gateway("grant without subject", forgery -> forgery.names(name(GRANT_ID, grant)));
    gateway("subject without grant", forgery -> forgery.names(name(SUBJECT_USER_ID, subject)));
    gateway(
        "grant twice",
        forgery ->
            forgery.names(
                name(GRANT_ID, grant), name(GRANT_ID, grant), name(SUBJECT_USER_ID, subject)));
    gateway(
        "two different grants",
        forgery ->
            forgery.names(
                name(GRANT_ID, UUID.randomUUID().toString()),
                name(GRANT_ID, grant),
                name(SUBJECT_USER_ID, subject)));
    gateway(
        "subject twice",
        forgery ->
            forgery.names(
                name(GRANT_ID, grant),
                name(SUBJECT_USER_ID, subject),
                name(SUBJECT_USER_ID, subject)));
    gateway(
        "grant and subject exchanged",
        forgery -> forgery.names(name(GRANT_ID, subject), name(SUBJECT_USER_ID, grant)));
    gateway(
        "ids in the common name only",
        forgery ->
            forgery
                .subject("CN=grant-" + grant + ",UID=" + subject)
                .without(Extension.subjectAlternativeName));
    gateway(
        "ids as DNS names",
        forgery ->
            forgery.names(
                new GeneralName(GeneralName.dNSName, grant),
                new GeneralName(GeneralName.dNSName, subject)));
    gateway(
        "ids as URIs",
        forgery ->
            forgery.names(
                new GeneralName(GeneralName.uniformResourceIdentifier, "urn:uuid:" + grant),
                new GeneralName(GeneralName.uniformResourceIdentifier, "urn:uuid:" + subject)));
    gateway("another subject", text(grant, UUID.randomUUID().toString()));
    gateway("grant that does not exist", text(UUID.randomUUID().toString(), subject));
    gateway("nil grant", text("00000000-0000-0000-0000-000000000000", subject));
    gateway("empty grant", text("", subject));
    gateway("NUL after the grant", text(grant + "\0", subject));
    gateway("NUL and more after the grant", text(grant + "\0.evil", subject));
    gateway("CRLF after the grant", text(grant + "\r\nX-Grant: 1", subject));
    gateway("blank before the grant", text(" " + grant, subject));
    gateway("upper-case grant", text(grant.toUpperCase(Locale.ROOT), subject));
    gateway("grant in braces", text("{" + grant + "}", subject));
    gateway("grant without dashes", text(grant.replace("-", ""), subject));
    gateway("full-width digits", text(fullWidth(grant), subject));
    gateway("soft hyphens", text(grant.replace('-', '\u00ad'), subject));
    gateway("zero-width joiner", text(grant + "\u200d", subject));
    gateway("grant of 12,000 characters", text(grant.repeat(340), subject));
    gateway("SQL in the grant", text(grant + "' or '1'='1", subject));
    gateway("IA5String", values(new DERIA5String(grant), new DERIA5String(subject)));
    gateway("octets", values(new DEROctetString(bytes(grant)), new DEROctetString(bytes(subject))));
    gateway(
        "value in a sequence with extra bytes",
        values(
            new DERSequence(new ASN1Encodable[] {new DERUTF8String(grant), DERNull.INSTANCE}),
            new DERUTF8String(subject)));
  }

  private void addUnrecorded() {
    gateway("right ids, not in the issuance record", forgery -> {});
    gateway("valid for ten years", f -> f.valid(Duration.ofHours(-1), Duration.ofDays(3650)));
    gateway("the serial of the good one", f -> f.serial(victim.leaf().getSerialNumber()));
    with("RSA of 3072 bits, not in the record", Keys.rsa(3072), Rogue.Layer.GATEWAY);
    with("P-384, not in the record", Keys.ec("secp384r1"), Rogue.Layer.GATEWAY);
    // The attacker's own key, certified already, once more for the victim's grant.
    X509Certificate again = new Forgery(own.leaf().getPublicKey(), grant, subject).signedBy(stolen);
    all.add(
        new Rogue(
            "own certified key under the victim's ids",
            Rogue.Layer.GATEWAY,
            new ClientCertificate(List.of(again, stolen.certificate()), own.key())));
  }

  private Consumer<Forgery> text(String grantText, String subjectText) {
    return values(new DERUTF8String(grantText), new DERUTF8String(subjectText));
  }

  private static Consumer<Forgery> values(ASN1Encodable grantValue, ASN1Encodable subjectValue) {
    return forgery ->
        forgery.names(name(GRANT_ID, grantValue), name(SUBJECT_USER_ID, subjectValue));
  }

  private void gateway(String what, Consumer<Forgery> spoil) {
    add(what, Rogue.Layer.GATEWAY, pair, stolen, spoil);
  }

  private void tls(String what, Consumer<Forgery> spoil) {
    add(what, Rogue.Layer.TLS, pair, stolen, spoil);
  }

  private void tls(String what, ClientCertificate certificate) {
    all.add(new Rogue(what, Rogue.Layer.TLS, certificate));
  }

  private void by(String what, Authority authority) {
    add(what, Rogue.Layer.TLS, pair, authority, forgery -> {});
  }

  private void with(String what, KeyPair other) {
    with(what, other, Rogue.Layer.TLS);
  }

  private void with(String what, KeyPair other, Rogue.Layer layer) {
    add(what, layer, other, stolen, forgery -> {});
  }

  private void add(
      String what, Rogue.Layer layer, KeyPair keys, Authority authority, Consumer<Forgery> spoil) {
    Forgery forgery = new Forgery(keys.getPublic(), grant, subject);
    spoil.accept(forgery);
    all.add(
        new Rogue(
            what, layer, new ClientCertificate(forgery.chainBy(authority), keys.getPrivate())));
  }

  private Authority rootLookAlike() {
    X509Certificate root = stolen.above().getLast();
    return Authority.selfMade(
        org.bouncycastle.asn1.x500.X500Name.getInstance(
            root.getSubjectX500Principal().getEncoded()));
  }

  private String issuerName() {
    return stolen.certificate().getSubjectX500Principal().getName();
  }

  private static String fullWidth(String digits) {
    StringBuilder wide = new StringBuilder();
    digits
        .chars()
        .map(c -> Character.isDigit(c) ? c - '0' + '\uff10' : c)
        .forEach(c -> wide.append((char) c));
    return wide.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
