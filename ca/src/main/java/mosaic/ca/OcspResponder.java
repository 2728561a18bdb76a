package mosaic.ca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;

/**
 * Answers OCSP requests about the certificates of one issuer, as its delegate (RFC 6960, 4.2.2.2):
 * with a key and certificate of its own that serves for nothing else and goes along with every
 * answer.
 */
public final class OcspResponder {

  private static final int EXPLICIT_CERTIFICATES = 0xA0;
  private static final int EXPLICIT_EXTENSIONS = 0xA1;

  private final X509Certificate issuer;
  private final X509Certificate certificate;
  private final CertificateSigner signer;

  /**
   * A responder for an issuer.
   *
   * @param certificate issued by it for OCSP signing
   * @param key the key of that certificate
   * @throws CertificateAuthorityException if the three do not belong together
   */
  public OcspResponder(
      X509Certificate issuer, X509Certificate certificate, PrivateKey key, SecureRandom random) {
    this.issuer = issuer;
    this.certificate = certificate;
    this.signer = new CertificateSigner(key, certificate.getPublicKey(), random);
    requireDelegate(random);
  }

  private void requireDelegate(SecureRandom random) {
    try {
      certificate.verify(issuer.getPublicKey());
      if (!List.of(Oids.OCSP_SIGNING).equals(certificate.getExtendedKeyUsage())) {
        throw new CertificateAuthorityException(
            CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
            "the certificate of the responder is for something else");
      }
    } catch (GeneralSecurityException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
          "the certificate of the responder is not of the issuer that it answers for",
          e);
    }
    byte[] probe = new byte[32];
    random.nextBytes(probe);
    if (!signer.isKeyOf(certificate.getPublicKey(), probe)) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.KEY_MISMATCH,
          "the private key is not the one of the responder's certificate");
    }
  }

  /** The certificate that goes along with every answer. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Whether everything that is asked about is of this responder's issuer. */
  public boolean answersFor(OcspRequest request) {
    return request.certificates().stream().allMatch(id -> id.isOf(issuer));
  }

  /**
   * Answers a request.
   *
   * @param standing says of a serial number what holds now
   * @param now when this is known to be right (thisUpdate and producedAt)
   * @param nextUpdate from when on the answer must not be used any more; cut to what the
   *     responder's own certificate lasts
   * @return the response in DER; {@link OcspFailure#UNAUTHORIZED} when not {@link #answersFor}
   */
  public byte[] answer(
      OcspRequest request,
      Function<SerialNumber, CertificateStatus> standing,
      Instant now,
      Instant nextUpdate) {
    if (!answersFor(request)) {
      return OcspFailure.UNAUTHORIZED.der();
    }
    Instant last = certificate.getNotAfter().toInstant();
    ASN1GeneralizedTime from = time(now);
    ASN1GeneralizedTime until = time(nextUpdate.isAfter(last) ? last : nextUpdate);
    try {
      List<byte[]> answers = new ArrayList<>();
      for (OcspCertificateId id : request.certificates()) {
        CertificateStatus status =
            id.serial().map(standing).orElseGet(CertificateStatus.Unknown::new);
        // What the request says is repeated as it is: no other parser ever sees it.
        answers.add(
            DerSequence.of(
                id.der(), der(wire(status)), der(from), der(new DERTaggedObject(true, 0, until))));
      }
      byte[] data = data(request.nonce(), answers, from);
      byte[] basic =
          DerSequence.of(
              data,
              der(signer.algorithmIdentifier()),
              der(new DERBitString(signer.signature(data))),
              DerSequence.wrap(EXPLICIT_CERTIFICATES, DerSequence.of(encoded(certificate))));
      return der(
          new OCSPResponse(
              new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL),
              new ResponseBytes(
                  OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(basic))));
    } catch (IOException e) {
      throw new UncheckedIOException("encoding into memory failed", e);
    }
  }

  /** ResponseData (RFC 6960, 4.2.1), version 1 by default. */
  private byte[] data(Optional<String> nonce, List<byte[]> answers, ASN1GeneralizedTime producedAt)
      throws IOException {
    byte[] extensions = new byte[0];
    if (nonce.isPresent()) {
      ExtensionsGenerator generator = new ExtensionsGenerator();
      generator.addExtension(
          new ASN1ObjectIdentifier(Oids.OCSP_NONCE),
          false,
          new DEROctetString(HexFormat.of().parseHex(nonce.get())));
      extensions = DerSequence.wrap(EXPLICIT_EXTENSIONS, der(generator.generate()));
    }
    return DerSequence.of(
        der(new ResponderID(new DEROctetString(keyHash()))),
        der(producedAt),
        DerSequence.of(answers.toArray(byte[][]::new)),
        extensions);
  }

  /** SHA-1 by definition (RFC 6960, 4.2.1, KeyHash): it only says which certificate to take. */
  private byte[] keyHash() {
    try {
      byte[] info = certificate.getPublicKey().getEncoded();
      return OcspCertificateId.hash(
          "SHA-1", DerElement.parse(info).children(2).get(1).bitStringOctets());
    } catch (MalformedDerException e) {
      throw new IllegalStateException("a certificate of ours whose key cannot be read", e);
    }
  }

  private static CertStatus wire(CertificateStatus status) {
    return switch (status) {
      case CertificateStatus.Good() -> new CertStatus();
      case CertificateStatus.Unknown() -> new CertStatus(2, DERNull.INSTANCE);
      case CertificateStatus.Revoked(Instant at, RevocationReason reason) ->
          new CertStatus(
              new RevokedInfo(
                  time(at),
                  reason == RevocationReason.UNSPECIFIED ? null : CRLReason.lookup(reason.code())));
    };
  }

  /** Whole seconds: fractions are forbidden (RFC 6960, 4.2.2.1; RFC 5280, 4.1.2.5.2). */
  private static ASN1GeneralizedTime time(Instant instant) {
    return new DERGeneralizedTime(Date.from(instant.truncatedTo(ChronoUnit.SECONDS)));
  }

  private static byte[] der(ASN1Encodable value) throws IOException {
    return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
  }

  private static byte[] encoded(X509Certificate certificate) throws IOException {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IOException("the certificate has no encoding", e);
    }
  }

  @Override
  public String toString() {
    return "OcspResponder[certificate=" + Fingerprint.of(certificate) + "]";
  }
}
