package mosaic.harness;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate signing requests, good and otherwise. */
final class CertificateRequests {
  static final String LABEL = "CERTIFICATE REQUEST";

  private CertificateRequests() {}

  /** What an honest client sends. */
  static String plain(KeyPair pair) {
    return Pem.text(LABEL, der(pair, "SHA256withECDSA"));
  }

  static byte[] der(KeyPair pair, String algorithm) {
    return der(pair.getPublic(), pair.getPrivate(), algorithm, "CN=client", extensions -> {});
  }

  /** Signs by a provider that knows keys which the JDK no longer makes. */
  static byte[] der(KeyPair pair, String algorithm, Provider provider) {
    try {
      return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=client"), pair.getPublic())
          .build(
              new JcaContentSignerBuilder(algorithm).setProvider(provider).build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException | IOException e) {
      throw new HarnessException("Could not make a request", e);
    }
  }

  /** Puts one key into a request and signs with another, under any name, asking for anything. */
  static byte[] der(
      PublicKey shown, PrivateKey signing, String algorithm, String name, Asking asking) {
    return der(shown, signing, algorithm, new X500Name(name), asking);
  }

  static byte[] der(
      PublicKey shown, PrivateKey signing, String algorithm, X500Name name, Asking asking) {
    try {
      JcaPKCS10CertificationRequestBuilder builder =
          new JcaPKCS10CertificationRequestBuilder(name, shown);
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      asking.addTo(extensions);
      if (!extensions.isEmpty()) {
        var _ =
            builder.addAttribute(
                PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      return builder.build(new JcaContentSignerBuilder(algorithm).build(signing)).getEncoded();
    } catch (OperatorCreationException | IOException e) {
      throw new HarnessException("Could not make a request", e);
    }
  }

  /** Adds the extensions that a request asks for. */
  interface Asking {
    void addTo(ExtensionsGenerator extensions) throws IOException;
  }
}
