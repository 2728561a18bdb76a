package mosaic.harness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** The plain HTTP listener of a gateway for revocation lists and OCSP. */
final class RevocationPoint {
  static final int PORT = GatewaySettings.REVOCATION_PORT;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI base;

  RevocationPoint(Gateway gateway) {
    // By address: what programs of others resolve is not ours to say.
    this.base = URI.create("http://" + gateway.settings().address() + ":" + PORT);
  }

  URI ocsp() {
    return base.resolve("/pki/v1/ocsp");
  }

  URI at(String path) {
    return URI.create(base + path);
  }

  static String crlPath(X509Certificate issuer) {
    return "/pki/v1/crl/" + keyIdentifier(issuer) + ".crl";
  }

  static String certificatePath(X509Certificate issuer) {
    return "/pki/v1/ca/" + keyIdentifier(issuer) + ".cer";
  }

  private static String keyIdentifier(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue("2.5.29.14");
    byte[] value = ASN1OctetString.getInstance(extension).getOctets();
    return HexFormat.of().formatHex(SubjectKeyIdentifier.getInstance(value).getKeyIdentifier());
  }

  /** The CRL distribution points that a certificate names. */
  static List<String> distributionPoints(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue("2.5.29.31");
    byte[] value = ASN1OctetString.getInstance(extension).getOctets();
    return Arrays.stream(CRLDistPoint.getInstance(value).getDistributionPoints())
        .map(
            point ->
                GeneralNames.getInstance(point.getDistributionPoint().getName())
                    .getNames()[0]
                    .getName()
                    .toString())
        .toList();
  }

  /** The addresses of the authority information access, OCSP and then issuers. */
  static List<String> access(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue("1.3.6.1.5.5.7.1.1");
    byte[] value = ASN1OctetString.getInstance(extension).getOctets();
    return Arrays.stream(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
        .map(RevocationPoint::text)
        .toList();
  }

  private static String text(AccessDescription access) {
    return access.getAccessMethod().getId() + " " + access.getAccessLocation().getName();
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  HttpResponse<byte[]> send(String method, String path, byte[] body) {
    return send(request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted", e);
    }
  }

  /** The list of an issuer, signature checked. */
  X509CRL list(X509Certificate issuer) {
    HttpResponse<byte[]> answer = get(crlPath(issuer));
    if (answer.statusCode() != 200) {
      throw new HarnessException("No list: " + answer.statusCode());
    }
    try {
      X509CRL list =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(answer.body()));
      list.verify(issuer.getPublicKey());
      return list;
    } catch (GeneralSecurityException e) {
      throw new HarnessException("Not a list of this issuer", e);
    }
  }

  static BigInteger number(X509CRL list) {
    byte[] value = ASN1OctetString.getInstance(list.getExtensionValue("2.5.29.20")).getOctets();
    return ASN1Integer.getInstance(value).getValue();
  }
}
