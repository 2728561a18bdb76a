package mosaic.gateway.pki;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.UUID;
import mosaic.ca.KeyAlgorithm;
import mosaic.gateway.seal.Sealer;

/** Makes the keys of authorities, and opens those that were stored. */
@ApplicationScoped
public class AuthorityKeys {
  private final Sealer sealer;
  private final SecureRandom random;

  AuthorityKeys(Sealer sealer, SecureRandom random) {
    this.sealer = sealer;
    this.random = random;
  }

  /**
   * A new key.
   *
   * @param reference as it is to be stored
   */
  record NewKey(KeyPair pair, String reference) {
    @Override
    public String toString() {
      return "NewKey[redacted]";
    }
  }

  /** Makes a key for an authority whose row will have this id. */
  NewKey create(AuthorityKind kind, UUID id) {
    KeyPair pair = KeyAlgorithm.EC_P256.generate(random);
    return new NewKey(
        pair, sealer.seal(pair.getPrivate().getEncoded(), AuthorityRecord.keyPlace(kind, id)));
  }

  /**
   * The key of a stored authority.
   *
   * @throws Sealer.UnsealException when the master key does not open it
   */
  PrivateKey open(AuthorityRecord authority, X509Certificate certificate) {
    byte[] key = sealer.open(authority.keyReference(), authority.keyPlace());
    try {
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (GeneralSecurityException damaged) {
      throw new IllegalStateException("the stored key of the CA is damaged", damaged);
    }
  }
}
