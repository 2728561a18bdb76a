package mosaic.ca;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as a lenient TLS library hands it on: bytes that nobody has parsed. Everything but
 * the encoding fails, so a verifier that looks at anything else is found out.
 */
final class RawCertificate extends X509Certificate {

  private static final long serialVersionUID = 1L;

  private final byte @Nullable [] encoded;

  RawCertificate(byte @Nullable [] encoded) {
    this.encoded = encoded;
  }

  @Override
  public byte[] getEncoded() throws CertificateEncodingException {
    if (encoded == null) {
      throw new CertificateEncodingException("no encoding");
    }
    return encoded.clone();
  }

  private static IllegalStateException lookedAt() {
    return new IllegalStateException("something else than the encoding was looked at");
  }

  @Override
  public String toString() {
    return "RawCertificate";
  }

  @Override
  public void checkValidity() {
    throw lookedAt();
  }

  @Override
  public void checkValidity(Date date) {
    throw lookedAt();
  }

  @Override
  public int getVersion() {
    throw lookedAt();
  }

  @Override
  public BigInteger getSerialNumber() {
    throw lookedAt();
  }

  @Override
  @Deprecated
  public Principal getIssuerDN() {
    throw lookedAt();
  }

  @Override
  @Deprecated
  public Principal getSubjectDN() {
    throw lookedAt();
  }

  @Override
  public Date getNotBefore() {
    throw lookedAt();
  }

  @Override
  public Date getNotAfter() {
    throw lookedAt();
  }

  @Override
  public byte[] getTBSCertificate() {
    throw lookedAt();
  }

  @Override
  public byte[] getSignature() {
    throw lookedAt();
  }

  @Override
  public String getSigAlgName() {
    throw lookedAt();
  }

  @Override
  public String getSigAlgOID() {
    throw lookedAt();
  }

  @Override
  public byte[] getSigAlgParams() {
    throw lookedAt();
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    throw lookedAt();
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    throw lookedAt();
  }

  @Override
  public boolean[] getKeyUsage() {
    throw lookedAt();
  }

  @Override
  public int getBasicConstraints() {
    throw lookedAt();
  }

  @Override
  public void verify(PublicKey key) {
    throw lookedAt();
  }

  @Override
  public void verify(PublicKey key, String provider) {
    throw lookedAt();
  }

  @Override
  public PublicKey getPublicKey() {
    throw lookedAt();
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    throw lookedAt();
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    throw lookedAt();
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    throw lookedAt();
  }

  @Override
  public byte[] getExtensionValue(String oid) {
    throw lookedAt();
  }
}
