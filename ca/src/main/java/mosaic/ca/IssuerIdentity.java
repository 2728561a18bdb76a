package mosaic.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;

/** What a certificate has to repeat about its issuer, and within which it has to stay. */
record IssuerIdentity(X500Name name, KeyIdentifier key, Instant notBefore, Instant notAfter) {

  static IssuerIdentity of(X509Certificate certificate) {
    try {
      return of(ParsedCertificate.parse(certificate));
    } catch (MalformedCertificateException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
          "the CA certificate cannot be read: " + e.getMessage(),
          e);
    }
  }

  static IssuerIdentity of(ParsedCertificate certificate) {
    try {
      return new IssuerIdentity(
          X500Name.getInstance(certificate.subject().encoded()),
          KeyIdentifier.ofSubject(certificate),
          certificate.notBefore(),
          certificate.notAfter());
    } catch (MalformedDerException | RuntimeException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
          "the CA certificate cannot be read: " + e.getMessage(),
          e);
    }
  }
}
