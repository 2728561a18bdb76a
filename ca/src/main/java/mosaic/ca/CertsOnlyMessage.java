package mosaic.ca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * Certificates as other programs carry them: a PKCS#7 message that is signed by nobody and has no
 * content (RFC 5652, 5.1; "certs-only" in RFC 8551, 3.8), as EST answers with (RFC 7030, 4.1.3).
 */
public final class CertsOnlyMessage {
  private static final ASN1ObjectIdentifier DATA = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
  private static final ASN1ObjectIdentifier SIGNED_DATA =
      new ASN1ObjectIdentifier("1.2.840.113549.1.7.2");

  /** RFC 5652, 5.1: 1 where there are only X.509 certificates and the content is data. */
  private static final int VERSION = 1;

  private CertsOnlyMessage() {}

  /** The message in DER. In DER a set is sorted, so the order of the certificates says nothing. */
  public static byte[] encode(List<X509Certificate> certificates) {
    try {
      ASN1EncodableVector encoded = new ASN1EncodableVector();
      for (X509Certificate certificate : certificates) {
        encoded.add(ASN1Primitive.fromByteArray(certificate.getEncoded()));
      }
      ASN1EncodableVector signedData = new ASN1EncodableVector();
      signedData.add(new ASN1Integer(VERSION));
      signedData.add(new DERSet());
      signedData.add(new DERSequence(DATA));
      signedData.add(new DERTaggedObject(false, 0, new DERSet(encoded)));
      signedData.add(new DERSet());
      ASN1EncodableVector message = new ASN1EncodableVector();
      message.add(SIGNED_DATA);
      message.add(new DERTaggedObject(true, 0, new DERSequence(signedData)));
      return new DERSequence(message).getEncoded(ASN1Encoding.DER);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without encoding", e);
    } catch (IOException e) {
      throw new UncheckedIOException("encoding into memory failed", e);
    }
  }
}
