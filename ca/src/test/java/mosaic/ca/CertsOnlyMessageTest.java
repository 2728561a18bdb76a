package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.Test;

/** What another library reads in a message of certificates. */
class CertsOnlyMessageTest {

  @Test
  void encode_certificates_areAllThereAndNothingElseIs() throws Exception {
    List<X509Certificate> certificates =
        List.of(CA.intermediate().certificate(), CA.root().certificate());

    byte[] message = CertsOnlyMessage.encode(certificates);

    CMSSignedData read = new CMSSignedData(message);
    assertThat(read.getCertificates().getMatches(null))
        .containsExactlyInAnyOrder(
            new X509CertificateHolder(certificates.get(0).getEncoded()),
            new X509CertificateHolder(certificates.get(1).getEncoded()));
    assertThat(read.getVersion()).isOne();
    assertThat(read.isCertificateManagementMessage()).as("nobody signed").isTrue();
    assertThat(read.getSignedContent()).as("no content").isNull();
    assertThat(read.toASN1Structure().getEncoded(ASN1Encoding.DER)).isEqualTo(message);
  }
}
