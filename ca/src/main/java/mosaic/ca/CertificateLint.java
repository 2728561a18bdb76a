package mosaic.ca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * Checks a certificate against its profile, rule by rule, each with its citation.
 *
 * <p>It reads the encoded bytes and shares nothing with the code that wrote them but the profile.
 * An issuing authority runs it over every certificate before the real signature exists; the
 * signature itself is not looked at.
 */
public final class CertificateLint {

  /** What is checked, and where it is written. */
  public enum Rule {
    /** Strict DER, version 3, one certificate and no more. */
    ENCODING("RFC 5280, 4.1; ITU-T X.690, 10"),
    /** Positive, at most 20 octets, at least 64 bits long. */
    SERIAL_NUMBER("RFC 5280, 4.1.2.2; CA/Browser Forum BR 7.1"),
    /** The same inside and outside, and neither SHA-1 nor MD5. */
    SIGNATURE_ALGORITHM("RFC 5280, 4.1.1.2 and 4.1.2.3; BR 7.1.3.2"),
    /** Byte for byte the subject of the issuer. */
    ISSUER("RFC 5280, 4.1.2.4"),
    /** UTCTime through 2049, GeneralizedTime from 2050. */
    TIME_ENCODING("RFC 5280, 4.1.2.5"),
    /** Not longer than the profile allows. */
    VALIDITY_PERIOD("RFC 5280, 4.1.2.5; BR 6.3.2; R-302"),
    /** Within the validity of the issuer. */
    VALIDITY_NESTING("RFC 5280, 6.1.3 (a)(2)"),
    /** What the profile says, and nothing else. */
    SUBJECT("RFC 5280, 4.1.2.6; R-302"),
    /** The key that was asked for, and a good one. */
    PUBLIC_KEY("RFC 5280, 4.1.2.7; BR 6.1.5 and 6.1.6"),
    /** No extension twice. */
    DUPLICATE_EXTENSION("RFC 5280, 4.2"),
    /** No extension that the profile does not know. */
    UNEXPECTED_EXTENSION("R-302; T-11"),
    /** Critical; CA and path length as the profile says. */
    BASIC_CONSTRAINTS("RFC 5280, 4.2.1.9; BR 7.1.2"),
    /** Critical; exactly the bits of the profile. */
    KEY_USAGE("RFC 5280, 4.2.1.3"),
    /** Exactly one purpose. */
    EXTENDED_KEY_USAGE("RFC 5280, 4.2.1.12; R-302"),
    /** Exactly the names of the profile. */
    SUBJECT_ALTERNATIVE_NAME("RFC 5280, 4.2.1.6; R-302"),
    /** Present, not critical, derived from the key. */
    SUBJECT_KEY_IDENTIFIER("RFC 5280, 4.2.1.2; RFC 7093, 2"),
    /** Present, not critical, that of the issuer. */
    AUTHORITY_KEY_IDENTIFIER("RFC 5280, 4.2.1.1"),
    /** The URL of the profile, not critical. */
    CRL_DISTRIBUTION_POINTS("RFC 5280, 4.2.1.13"),
    /** The OCSP responder and issuer of the profile, not critical. */
    AUTHORITY_INFORMATION_ACCESS("RFC 5280, 4.2.2.1"),
    /** NULL, not critical, for OCSP responders and for nobody else. */
    OCSP_NO_CHECK("RFC 6960, 4.2.2.2.1; BR 7.1.2.8.2");

    private final String citation;

    Rule(String citation) {
      this.citation = citation;
    }

    /** Where the rule is written. */
    public String citation() {
      return citation;
    }
  }

  /**
   * One broken rule.
   *
   * @param rule which one
   * @param detail what was found
   */
  public record Violation(Rule rule, String detail) {

    @Override
    public String toString() {
      return rule + " (" + rule.citation() + "): " + detail;
    }
  }

  private static final Instant FIRST_GENERALIZED_TIME = Instant.parse("2050-01-01T00:00:00Z");

  private final @Nullable X509Certificate issuer;

  private CertificateLint(@Nullable X509Certificate issuer) {
    this.issuer = issuer;
  }

  /** For certificates that this CA certificate issues. */
  public static CertificateLint forIssuer(X509Certificate issuer) {
    return new CertificateLint(issuer);
  }

  /** For certificates that sign themselves. */
  public static CertificateLint forSelfSigned() {
    return new CertificateLint(null);
  }

  /**
   * Everything that is wrong with a certificate.
   *
   * @param certificate its DER encoding
   * @param profile what it is to say
   * @param subjectKey the key that it is to certify
   */
  public List<Violation> examine(
      byte[] certificate, CertificateProfile profile, PublicKey subjectKey) {
    ParsedCertificate parsed;
    try {
      parsed = ParsedCertificate.parse(certificate);
    } catch (MalformedCertificateException e) {
      Rule rule =
          switch (e.defect()) {
            case STRUCTURE -> Rule.ENCODING;
            case DUPLICATE_EXTENSION -> Rule.DUPLICATE_EXTENSION;
          };
      return List.of(new Violation(rule, String.valueOf(e.getMessage())));
    }
    IssuerIdentity identity =
        issuer == null ? IssuerIdentity.of(parsed) : IssuerIdentity.of(issuer);
    return new Examination(parsed, profile, subjectKey.getEncoded(), identity).run();
  }

  /** Refuses to go on with a certificate that breaks a rule. */
  void require(byte[] certificate, CertificateProfile profile, PublicKey subjectKey) {
    List<Violation> violations = examine(certificate, profile, subjectKey);
    if (!violations.isEmpty()) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.LINT_FAILED,
          violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }
  }

  /** A check that may find the value of an extension malformed. */
  @FunctionalInterface
  private interface Check {
    void run() throws MalformedDerException;
  }

  /** One certificate under examination. */
  private static final class Examination {

    private final ParsedCertificate certificate;
    private final CertificateProfile profile;
    private final byte[] subjectKey;
    private final IssuerIdentity issuer;
    private final List<Violation> violations = new ArrayList<>();

    Examination(
        ParsedCertificate certificate,
        CertificateProfile profile,
        byte[] subjectKey,
        IssuerIdentity issuer) {
      this.certificate = certificate;
      this.profile = profile;
      this.subjectKey = subjectKey;
      this.issuer = issuer;
    }

    List<Violation> run() {
      check(Rule.SERIAL_NUMBER, this::serialNumber);
      check(Rule.SIGNATURE_ALGORITHM, this::signatureAlgorithm);
      check(Rule.ISSUER, this::issuer);
      check(Rule.TIME_ENCODING, this::timeEncoding);
      check(Rule.VALIDITY_PERIOD, this::validityPeriod);
      check(Rule.VALIDITY_NESTING, this::validityNesting);
      check(Rule.SUBJECT, this::subject);
      check(Rule.PUBLIC_KEY, this::publicKey);
      check(Rule.UNEXPECTED_EXTENSION, this::unexpectedExtensions);
      check(Rule.BASIC_CONSTRAINTS, this::basicConstraints);
      check(Rule.KEY_USAGE, this::keyUsage);
      check(Rule.EXTENDED_KEY_USAGE, this::extendedKeyUsage);
      check(Rule.SUBJECT_ALTERNATIVE_NAME, this::subjectAlternativeName);
      check(Rule.SUBJECT_KEY_IDENTIFIER, this::subjectKeyIdentifier);
      check(Rule.AUTHORITY_KEY_IDENTIFIER, this::authorityKeyIdentifier);
      check(Rule.CRL_DISTRIBUTION_POINTS, this::crlDistributionPoints);
      check(Rule.AUTHORITY_INFORMATION_ACCESS, this::authorityInformationAccess);
      check(Rule.OCSP_NO_CHECK, this::ocspNoCheck);
      return List.copyOf(violations);
    }

    private void check(Rule rule, Check check) {
      try {
        check.run();
      } catch (MalformedDerException e) {
        violations.add(new Violation(rule, "malformed: " + e.getMessage()));
      }
    }

    private void require(boolean holds, Rule rule, String otherwise) {
      if (!holds) {
        violations.add(new Violation(rule, otherwise));
      }
    }

    private void serialNumber() {
      require(
          certificate.serial().bitLength() >= SerialNumber.LEAST_BITS,
          Rule.SERIAL_NUMBER,
          "fewer than 64 bits");
    }

    private void signatureAlgorithm() {
      require(
          certificate.signatureAlgorithm() instanceof SignatureAlgorithm.Strong,
          Rule.SIGNATURE_ALGORITHM,
          "weak or unsupported");
    }

    private void issuer() {
      require(
          Arrays.equals(certificate.issuer().encoded(), encoded(issuer.name())),
          Rule.ISSUER,
          "not the subject of the issuer");
    }

    private void timeEncoding() {
      List<Instant> times = List.of(certificate.notBefore(), certificate.notAfter());
      for (int i = 0; i < times.size(); i++) {
        int expected =
            times.get(i).isBefore(FIRST_GENERALIZED_TIME)
                ? DerElement.UTC_TIME
                : DerElement.GENERALIZED_TIME;
        require(
            certificate.validity().get(i).is(expected),
            Rule.TIME_ENCODING,
            "the wrong type of time for its year");
      }
    }

    private void validityPeriod() {
      Duration longest =
          switch (profile) {
            case AuthorityCertificateProfile authority ->
                authority.role().validity().plus(AuthorityCertificateProfile.BACKDATE);
            case LeafCertificateProfile leaf ->
                leaf.validity().forward().plus(leaf.validity().backdate());
          };
      Duration actual =
          Duration.between(certificate.notBefore(), certificate.notAfter()).plusSeconds(1);
      require(
          actual.compareTo(Duration.ofSeconds(1)) > 0,
          Rule.VALIDITY_PERIOD,
          "ends before it begins");
      require(actual.compareTo(longest) <= 0, Rule.VALIDITY_PERIOD, "longer than the profile says");
    }

    private void validityNesting() {
      require(
          !certificate.notBefore().isBefore(issuer.notBefore())
              && !certificate.notAfter().isAfter(issuer.notAfter()),
          Rule.VALIDITY_NESTING,
          "reaches beyond the validity of its issuer");
    }

    private void subject() throws MalformedDerException {
      X500NameBuilder expected = new X500NameBuilder(BCStyle.INSTANCE);
      switch (profile) {
        case AuthorityCertificateProfile authority ->
            expected
                .addRDN(BCStyle.O, authority.organisation())
                .addRDN(BCStyle.CN, authority.commonName(KeyIdentifier.of(subjectKey)));
        case GrantCertificateProfile grant ->
            expected
                .addRDN(BCStyle.O, grant.requestingServer().text())
                .addRDN(BCStyle.CN, "grant-" + grant.grantId());
        case ServerCertificateProfile server ->
            server.commonName().ifPresent(name -> expected.addRDN(BCStyle.CN, name));
        case OcspResponderCertificateProfile responder ->
            expected
                .addRDN(BCStyle.O, responder.organisation())
                .addRDN(BCStyle.CN, responder.commonName());
      }
      require(
          Arrays.equals(certificate.subject().encoded(), encoded(expected.build())),
          Rule.SUBJECT,
          "not the subject of the profile");
    }

    private void publicKey() throws MalformedDerException {
      require(
          Arrays.equals(certificate.publicKeyInfo().encoded(), subjectKey),
          Rule.PUBLIC_KEY,
          "not the key that was asked for");
      Optional<KeyDefect> defect = PublicKeyPolicy.examine(certificate.publicKeyInfo());
      require(defect.isEmpty(), Rule.PUBLIC_KEY, "not good enough: " + defect);
    }

    private void unexpectedExtensions() {
      Set<String> unexpected = new HashSet<>(certificate.extensions().keySet());
      unexpected.removeAll(expectedExtensions());
      require(unexpected.isEmpty(), Rule.UNEXPECTED_EXTENSION, unexpected.toString());
    }

    private Set<String> expectedExtensions() {
      Set<String> expected =
          new HashSet<>(
              Set.of(
                  Oids.BASIC_CONSTRAINTS,
                  Oids.KEY_USAGE,
                  Oids.SUBJECT_KEY_IDENTIFIER,
                  Oids.AUTHORITY_KEY_IDENTIFIER));
      if (profile instanceof LeafCertificateProfile leaf) {
        expected.add(Oids.EXTENDED_KEY_USAGE);
        switch (leaf) {
          case GrantCertificateProfile _, ServerCertificateProfile _ ->
              expected.add(Oids.SUBJECT_ALTERNATIVE_NAME);
          case OcspResponderCertificateProfile _ -> expected.add(Oids.OCSP_NO_CHECK);
        }
        leaf.revocation().crl().ifPresent(_ -> expected.add(Oids.CRL_DISTRIBUTION_POINTS));
        if (!access(leaf).isEmpty()) {
          expected.add(Oids.AUTHORITY_INFORMATION_ACCESS);
        }
      }
      return expected;
    }

    private void basicConstraints() throws MalformedDerException {
      Optional<ParsedCertificate.BasicConstraints> actual = certificate.basicConstraints();
      ParsedCertificate.BasicConstraints expected =
          switch (profile) {
            case LeafCertificateProfile _ ->
                new ParsedCertificate.BasicConstraints(false, OptionalInt.empty());
            case AuthorityCertificateProfile authority ->
                switch (authority.role()) {
                  case ROOT -> new ParsedCertificate.BasicConstraints(true, OptionalInt.empty());
                  case ISSUING -> new ParsedCertificate.BasicConstraints(true, OptionalInt.of(0));
                  case LINK -> new ParsedCertificate.BasicConstraints(true, OptionalInt.of(1));
                };
          };
      require(
          actual.equals(Optional.of(expected)),
          Rule.BASIC_CONSTRAINTS,
          "expected " + expected + ", found " + actual);
      require(
          certificate.isCritical(Oids.BASIC_CONSTRAINTS), Rule.BASIC_CONSTRAINTS, "not critical");
    }

    private void keyUsage() throws MalformedDerException {
      int expected =
          switch (profile) {
            case LeafCertificateProfile _ -> ParsedCertificate.DIGITAL_SIGNATURE;
            case AuthorityCertificateProfile _ ->
                ParsedCertificate.KEY_CERT_SIGN | ParsedCertificate.CRL_SIGN;
          };
      require(
          certificate.keyUsage().equals(OptionalInt.of(expected)),
          Rule.KEY_USAGE,
          "not exactly the usage of the profile");
      require(certificate.isCritical(Oids.KEY_USAGE), Rule.KEY_USAGE, "not critical");
    }

    private void extendedKeyUsage() throws MalformedDerException {
      Optional<List<String>> expected =
          switch (profile) {
            case AuthorityCertificateProfile _ -> Optional.empty();
            case GrantCertificateProfile _ -> Optional.of(List.of(Oids.CLIENT_AUTH));
            case ServerCertificateProfile _ -> Optional.of(List.of(Oids.SERVER_AUTH));
            case OcspResponderCertificateProfile _ -> Optional.of(List.of(Oids.OCSP_SIGNING));
          };
      require(
          certificate.extendedKeyUsage().equals(expected),
          Rule.EXTENDED_KEY_USAGE,
          "not exactly the purpose of the profile");
      require(
          !certificate.isCritical(Oids.EXTENDED_KEY_USAGE), Rule.EXTENDED_KEY_USAGE, "critical");
    }

    private void subjectAlternativeName() throws MalformedDerException {
      List<DerElement> names = certificate.subjectAlternativeNames();
      boolean asExpected =
          switch (profile) {
            case AuthorityCertificateProfile _, OcspResponderCertificateProfile _ ->
                names.isEmpty();
            case GrantCertificateProfile grant ->
                names.size() == 2
                    && GrantIdentityReader.read(certificate)
                        .equals(new GrantIdentity.Found(grant.grantId(), grant.subjectUserId()));
            case ServerCertificateProfile server -> hasNames(server, names);
          };
      require(asExpected, Rule.SUBJECT_ALTERNATIVE_NAME, "not exactly the names of the profile");
      boolean emptySubject = certificate.subject().length() == 0;
      require(
          certificate.isCritical(Oids.SUBJECT_ALTERNATIVE_NAME) == emptySubject,
          Rule.SUBJECT_ALTERNATIVE_NAME,
          "critical exactly if the subject is empty");
    }

    private static boolean hasNames(ServerCertificateProfile server, List<DerElement> names) {
      if (names.size() != server.names().size()) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        DerElement name = names.get(i);
        boolean same =
            switch (server.names().get(i)) {
              case DnsName dns ->
                  name.is(GeneralNameTag.DNS_NAME)
                      && Arrays.equals(name.content(), dns.text().getBytes(US_ASCII));
              case IpAddress ip ->
                  name.is(GeneralNameTag.IP_ADDRESS)
                      && Arrays.equals(name.content(), ip.address().getAddress());
            };
        if (!same) {
          return false;
        }
      }
      return true;
    }

    private void subjectKeyIdentifier() throws MalformedDerException {
      require(
          certificate.extensions().containsKey(Oids.SUBJECT_KEY_IDENTIFIER)
              && KeyIdentifier.ofSubject(certificate).equals(KeyIdentifier.of(subjectKey)),
          Rule.SUBJECT_KEY_IDENTIFIER,
          "missing or not derived from the key");
      require(
          !certificate.isCritical(Oids.SUBJECT_KEY_IDENTIFIER),
          Rule.SUBJECT_KEY_IDENTIFIER,
          "critical");
    }

    private void authorityKeyIdentifier() throws MalformedDerException {
      require(
          KeyIdentifier.ofAuthority(certificate).equals(Optional.of(issuer.key())),
          Rule.AUTHORITY_KEY_IDENTIFIER,
          "missing or not that of the issuer");
      require(
          !certificate.isCritical(Oids.AUTHORITY_KEY_IDENTIFIER),
          Rule.AUTHORITY_KEY_IDENTIFIER,
          "critical");
    }

    private void crlDistributionPoints() throws MalformedDerException {
      Optional<DerElement> extension = certificate.extension(Oids.CRL_DISTRIBUTION_POINTS);
      Optional<URI> expected =
          profile instanceof LeafCertificateProfile leaf
              ? leaf.revocation().crl()
              : Optional.empty();
      if (extension.isPresent() && expected.isPresent()) {
        DerElement point = extension.get().expect(DerElement.SEQUENCE).only();
        DerElement name = point.expect(DerElement.SEQUENCE).only().expect(0xA0).only();
        requireUrl(name.expect(0xA0).only(), expected.get(), Rule.CRL_DISTRIBUTION_POINTS);
      }
      require(
          extension.isPresent() == expected.isPresent(),
          Rule.CRL_DISTRIBUTION_POINTS,
          "present where not expected, or the other way round");
      require(
          !certificate.isCritical(Oids.CRL_DISTRIBUTION_POINTS),
          Rule.CRL_DISTRIBUTION_POINTS,
          "critical");
    }

    private void authorityInformationAccess() throws MalformedDerException {
      Optional<DerElement> extension = certificate.extension(Oids.AUTHORITY_INFORMATION_ACCESS);
      List<Access> expected =
          profile instanceof LeafCertificateProfile leaf ? access(leaf) : List.of();
      List<DerElement> found =
          extension.isPresent()
              ? extension.get().expect(DerElement.SEQUENCE).children()
              : List.of();
      require(
          found.size() == expected.size(),
          Rule.AUTHORITY_INFORMATION_ACCESS,
          "not as many addresses as expected");
      for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
        List<DerElement> parts = found.get(i).expect(DerElement.SEQUENCE).children(2);
        require(
            parts.getFirst().objectIdentifier().equals(expected.get(i).method()),
            Rule.AUTHORITY_INFORMATION_ACCESS,
            "not for what was expected");
        requireUrl(parts.get(1), expected.get(i).url(), Rule.AUTHORITY_INFORMATION_ACCESS);
      }
      require(
          !certificate.isCritical(Oids.AUTHORITY_INFORMATION_ACCESS),
          Rule.AUTHORITY_INFORMATION_ACCESS,
          "critical");
    }

    private record Access(String method, URI url) {}

    private static List<Access> access(LeafCertificateProfile leaf) {
      List<Access> access = new ArrayList<>();
      leaf.revocation().ocsp().ifPresent(url -> access.add(new Access(Oids.OCSP, url)));
      leaf.revocation().issuer().ifPresent(url -> access.add(new Access(Oids.CA_ISSUERS, url)));
      return access;
    }

    private void ocspNoCheck() throws MalformedDerException {
      Optional<DerElement> extension = certificate.extension(Oids.OCSP_NO_CHECK);
      boolean expected = profile instanceof OcspResponderCertificateProfile;
      require(
          extension.isPresent() == expected,
          Rule.OCSP_NO_CHECK,
          "present where not expected, or the other way round");
      require(
          extension.isEmpty() || extension.get().is(DerElement.NULL),
          Rule.OCSP_NO_CHECK,
          "not NULL");
      require(!certificate.isCritical(Oids.OCSP_NO_CHECK), Rule.OCSP_NO_CHECK, "critical");
    }

    private void requireUrl(DerElement name, URI expected, Rule rule) {
      require(
          name.is(GeneralNameTag.URI)
              && Arrays.equals(name.content(), expected.toString().getBytes(US_ASCII)),
          rule,
          "not the URL of the profile");
    }

    private static byte[] encoded(X500Name name) {
      try {
        return name.getEncoded(ASN1Encoding.DER);
      } catch (IOException e) {
        throw new UncheckedIOException("encoding into memory failed", e);
      }
    }
  }
}
