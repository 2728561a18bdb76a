package mosaic.ca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * Turns a profile into the to-be-signed part of a certificate (RFC 5280, 4.1.2): the only place
 * where the content of our certificates is put together.
 */
record CertificateDraft(
    CertificateProfile profile,
    PublicKey publicKey,
    SerialNumber serial,
    Instant notBefore,
    Instant notAfter) {

  /** The name that a CA of this profile and key has. */
  static X500Name authorityName(AuthorityCertificateProfile profile, KeyIdentifier key) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, profile.organisation())
        .addRDN(BCStyle.CN, profile.commonName(key))
        .build();
  }

  /** The exact DER bytes to be signed. */
  byte[] toBeSigned(X500Name issuer, KeyIdentifier issuerKey, AlgorithmIdentifier algorithm) {
    try {
      byte[] publicKeyInfo = publicKey.getEncoded();
      KeyIdentifier subjectKey = KeyIdentifier.of(publicKeyInfo);
      V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
      generator.setSerialNumber(new ASN1Integer(serial.value()));
      generator.setSignature(algorithm);
      generator.setIssuer(issuer);
      generator.setStartDate(new Time(Date.from(notBefore)));
      generator.setEndDate(new Time(Date.from(notAfter)));
      generator.setSubject(subject(subjectKey));
      generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(publicKeyInfo));
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          oid(Oids.AUTHORITY_KEY_IDENTIFIER),
          false,
          new AuthorityKeyIdentifier(issuerKey.octets()));
      extensions.addExtension(
          oid(Oids.SUBJECT_KEY_IDENTIFIER), false, new SubjectKeyIdentifier(subjectKey.octets()));
      switch (profile) {
        case AuthorityCertificateProfile authority -> addAuthority(extensions, authority);
        case GrantCertificateProfile grant -> {
          addLeaf(extensions, grant, KeyPurposeId.id_kp_clientAuth);
          extensions.addExtension(oid(Oids.SUBJECT_ALTERNATIVE_NAME), false, grantNames(grant));
        }
        case ServerCertificateProfile server -> {
          addLeaf(extensions, server, KeyPurposeId.id_kp_serverAuth);
          // Critical exactly if the subject is empty (RFC 5280, 4.2.1.6).
          extensions.addExtension(
              oid(Oids.SUBJECT_ALTERNATIVE_NAME),
              server.commonName().isEmpty(),
              serverNames(server));
        }
        case OcspResponderCertificateProfile responder -> {
          addLeaf(extensions, responder, KeyPurposeId.id_kp_OCSPSigning);
          extensions.addExtension(oid(Oids.OCSP_NO_CHECK), false, DERNull.INSTANCE);
        }
      }
      generator.setExtensions(extensions.generate());
      return generator.generateTBSCertificate().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException("encoding into memory failed", e);
    } catch (MalformedDerException e) {
      throw new IllegalArgumentException("the public key has no usable encoding", e);
    }
  }

  private X500Name subject(KeyIdentifier subjectKey) {
    return switch (profile) {
      case AuthorityCertificateProfile authority -> authorityName(authority, subjectKey);
      case GrantCertificateProfile grant ->
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.O, grant.requestingServer().text())
              .addRDN(BCStyle.CN, grant.commonName())
              .build();
      case ServerCertificateProfile server -> {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        server.commonName().ifPresent(text -> name.addRDN(BCStyle.CN, text));
        yield name.build();
      }
      case OcspResponderCertificateProfile responder ->
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.O, responder.organisation())
              .addRDN(BCStyle.CN, responder.commonName())
              .build();
    };
  }

  private static void addAuthority(
      ExtensionsGenerator extensions, AuthorityCertificateProfile authority) throws IOException {
    BasicConstraints constraints =
        switch (authority.role()) {
          case ROOT -> new BasicConstraints(true);
          case ISSUING -> new BasicConstraints(0);
          case LINK -> new BasicConstraints(1);
        };
    extensions.addExtension(oid(Oids.BASIC_CONSTRAINTS), true, constraints);
    extensions.addExtension(
        oid(Oids.KEY_USAGE), true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static void addLeaf(
      ExtensionsGenerator extensions, LeafCertificateProfile leaf, KeyPurposeId purpose)
      throws IOException {
    extensions.addExtension(oid(Oids.BASIC_CONSTRAINTS), true, new BasicConstraints(false));
    extensions.addExtension(oid(Oids.KEY_USAGE), true, new KeyUsage(KeyUsage.digitalSignature));
    extensions.addExtension(oid(Oids.EXTENDED_KEY_USAGE), false, new ExtendedKeyUsage(purpose));
    if (leaf.revocation().crl().isPresent()) {
      GeneralName url = uri(leaf.revocation().crl().get());
      DistributionPointName name = new DistributionPointName(new GeneralNames(url));
      extensions.addExtension(
          oid(Oids.CRL_DISTRIBUTION_POINTS),
          false,
          new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)}));
    }
    List<AccessDescription> access = new ArrayList<>();
    leaf.revocation()
        .ocsp()
        .ifPresent(url -> access.add(new AccessDescription(oid(Oids.OCSP), uri(url))));
    leaf.revocation()
        .issuer()
        .ifPresent(url -> access.add(new AccessDescription(oid(Oids.CA_ISSUERS), uri(url))));
    if (!access.isEmpty()) {
      extensions.addExtension(
          oid(Oids.AUTHORITY_INFORMATION_ACCESS),
          false,
          new AuthorityInformationAccess(access.toArray(AccessDescription[]::new)));
    }
  }

  private static GeneralName uri(URI url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url.toString());
  }

  private static GeneralNames grantNames(GrantCertificateProfile grant) {
    return new GeneralNames(
        new GeneralName[] {
          otherName(Oids.GRANT_ID, grant.grantId().toString()),
          otherName(Oids.SUBJECT_USER_ID, grant.subjectUserId().toString())
        });
  }

  /** otherName: type-id, then the value in an explicit [0] (RFC 5280, 4.2.1.6). */
  private static GeneralName otherName(String oid, String value) {
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(oid(oid));
    parts.add(new DERTaggedObject(true, 0, new DERUTF8String(value)));
    return new GeneralName(GeneralName.otherName, new DERSequence(parts));
  }

  private static GeneralNames serverNames(ServerCertificateProfile server) {
    List<GeneralName> names = new ArrayList<>();
    for (ServerName name : server.names()) {
      names.add(
          switch (name) {
            case DnsName dns -> new GeneralName(GeneralName.dNSName, dns.text());
            case IpAddress ip ->
                new GeneralName(GeneralName.iPAddress, octets(ip.address().getAddress()));
          });
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static ASN1Encodable octets(byte[] bytes) {
    return new DEROctetString(bytes);
  }

  private static ASN1ObjectIdentifier oid(String dotted) {
    return new ASN1ObjectIdentifier(dotted);
  }
}
