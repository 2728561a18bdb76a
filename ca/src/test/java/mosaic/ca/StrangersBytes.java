package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.NOW;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Everything in this library that reads what a stranger sends, as one entry for a coverage-guided
 * fuzzer (T-12): the first byte says which reader, the rest is what it reads. Whatever comes, each
 * has to answer; what it throws is a finding, and becomes a case of {@link StrangersBytesTest}.
 */
public final class StrangersBytes {

  /** The readers, by the first byte. */
  enum Reader {
    REQUEST {
      @Override
      void read(byte[] bytes) {
        var _ = CertificateRequest.parse(bytes);
      }
    },
    CERTIFICATE {
      @Override
      void read(byte[] bytes) {
        RawCertificate leaf = new RawCertificate(bytes);
        var _ = GrantIdentity.read(leaf);
        var _ =
            ClientCertificateVerifier.verify(
                List.of(leaf, CA.intermediate().certificate()), ROOTS, NOW);
        var _ =
            ServerCertificateVerifier.verify(
                List.of(leaf, CA.intermediate().certificate(), CA.root().certificate()),
                Fingerprint.of(CA.root().certificate()),
                Fixtures.HOME,
                NOW);
      }
    },
    NAMES {
      @Override
      void read(byte[] bytes) {
        var _ = GrantIdentity.read(new RawCertificate(certificateNaming(bytes)));
      }
    },
    OCSP_REQUEST {
      @Override
      void read(byte[] bytes) {
        var _ = OcspRequest.parse(bytes);
      }
    },
    REVOCATION_LIST {
      @Override
      void read(byte[] bytes) {
        var _ = CrlVerifier.verify(bytes, CA.intermediate().certificate(), Optional.empty(), NOW);
        try {
          // What is behind the check of the signature.
          var _ = RevocationListReader.of(bytes).list();
        } catch (MalformedDerException | RejectedCrlException _) {
          // As it says no.
        }
      }
    },
    PEM {
      @Override
      void read(byte[] bytes) {
        try {
          var _ = Pem.decodeCertificates(new String(bytes, StandardCharsets.UTF_8));
        } catch (MalformedPemException _) {
          // The one way in which it says no.
        }
      }
    };

    abstract void read(byte[] bytes);
  }

  private static final Set<X509Certificate> ROOTS = Set.of(CA.root().certificate());
  private static final SubjectPublicKeyInfo KEY =
      SubjectPublicKeyInfo.getInstance(Fixtures.CLIENT_KEY.getPublic().getEncoded());

  private StrangersBytes() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      Reader[] readers = Reader.values();
      readers[Byte.toUnsignedInt(input[0]) % readers.length].read(
          Arrays.copyOfRange(input, 1, input.length));
    }
  }

  /** An input for this reader. */
  static byte[] input(Reader reader, byte[] bytes) {
    byte[] input = new byte[bytes.length + 1];
    input[0] = (byte) List.of(Reader.values()).indexOf(reader);
    System.arraycopy(bytes, 0, input, 1, bytes.length);
    return input;
  }

  /** A certificate whose alternative name is these bytes. Who signed it is not looked at here. */
  private static byte[] certificateNaming(byte[] subjectAlternativeName) {
    var algorithm = RequestForge.identifier("SHA256withECDSA");
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(1));
    generator.setSignature(algorithm);
    generator.setIssuer(new X500Name("CN=a"));
    generator.setSubject(new X500Name("CN=b"));
    generator.setStartDate(new Time(new ASN1GeneralizedTime("20261101000000Z")));
    generator.setEndDate(new Time(new ASN1GeneralizedTime("20271101000000Z")));
    generator.setSubjectPublicKeyInfo(KEY);
    generator.setExtensions(
        new Extensions(
            new Extension(new ASN1ObjectIdentifier("2.5.29.17"), false, subjectAlternativeName)));
    TBSCertificate body = generator.generateTBSCertificate();
    return Fixtures.der(
        new DERSequence(new ASN1Encodable[] {body, algorithm, new DERBitString(new byte[8])}));
  }

  /** A whole and well-formed input for each reader, for the fuzzer to start from. */
  static List<byte[]> seeds() throws Exception {
    X509Certificate grant = Fixtures.issue(Fixtures.GRANT);
    RevocationListDraft draft =
        new RevocationListDraft(RevocationListProfile.from(1, NOW, RevocationListProfile.LONGEST));
    draft.add(
        new RevokedCertificate(SerialNumber.of(grant), NOW, RevocationReason.PRIVILEGE_WITHDRAWN));
    byte[] names =
        Fixtures.der(
            Fixtures.sequence(
                Fixtures.otherName(Oids.GRANT_ID, new DERUTF8String("" + Fixtures.GRANT_ID)),
                Fixtures.otherName(
                    Oids.SUBJECT_USER_ID, new DERUTF8String("" + Fixtures.SUBJECT_USER_ID))));
    byte[] question =
        new OCSPReqBuilder()
            .addRequest(
                new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new X509CertificateHolder(CA.intermediate().certificate().getEncoded()),
                    grant.getSerialNumber()))
            .build()
            .getEncoded();
    return List.of(
        input(Reader.REQUEST, new RequestForge().forge()),
        input(Reader.CERTIFICATE, grant.getEncoded()),
        input(Reader.NAMES, names),
        input(Reader.OCSP_REQUEST, question),
        input(Reader.REVOCATION_LIST, Fixtures.AUTHORITY.sign(draft).der()),
        input(Reader.PEM, Pem.encode(grant).getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes the seeds into a directory that is there. */
  public static void main(String[] arguments) throws Exception {
    List<byte[]> seeds = seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(Path.of(arguments[0], "seed-" + i), seeds.get(i));
    }
  }
}
