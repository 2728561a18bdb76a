package mosaic.gateway.pki;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.KeyAlgorithm;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.instance.CaKeyStore;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.seal.Sealer;
import mosaic.gateway.token.Pkcs11Token;
import mosaic.gateway.token.TokenException;
import mosaic.gateway.token.TokenReference;

/**
 * Makes the keys of authorities, and opens those that were stored: sealed in the database,
 * or in a PKCS#11 token, which they never leave. Where new ones are made the settings say; where a
 * stored one is its reference says.
 */
@Singleton
public class AuthorityKeys {
  private final Sealer sealer;
  private final Optional<Pkcs11Token> token;
  private final boolean inToken;
  private final KeyAlgorithm algorithm;
  private final Clock clock;
  private final SecureRandom random;

  AuthorityKeys(Sealer sealer, CaConfig config, Clock clock, SecureRandom random) {
    this.sealer = sealer;
    this.token = CaKeyStore.openToken(config);
    this.inToken = CaKeyStore.isToken(config);
    this.algorithm = CaKeyStore.algorithm(config);
    this.clock = clock;
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
    return inToken ? createInToken(kind, id) : createSealed(kind, id);
  }

  /**
   * The key of a stored authority.
   *
   * @throws Sealer.UnsealException when the master key does not open it
   * @throws StartRefused when it is in a token that does not hold it, or there is none
   */
  PrivateKey open(AuthorityRecord authority, X509Certificate certificate) {
    Optional<String> label = TokenReference.label(authority.keyReference());
    return label.isPresent()
        ? openInToken(label.get(), certificate)
        : openSealed(authority, certificate);
  }

  @PreDestroy
  void close() {
    token.ifPresent(Pkcs11Token::close);
  }

  private NewKey createInToken(AuthorityKind kind, UUID id) {
    String label = "mosaic-%s-%s".formatted(kind.wireName(), id);
    KeyPair pair =
        token
            .orElseThrow()
            .generate(
                label,
                algorithm.family(),
                algorithm.parameters(),
                algorithm.signatureAlgorithm(),
                clock);
    return new NewKey(pair, TokenReference.of(label));
  }

  private NewKey createSealed(AuthorityKind kind, UUID id) {
    KeyPair pair = algorithm.generate(random);
    byte[] encoded = pair.getPrivate().getEncoded();
    try {
      return new NewKey(pair, sealer.seal(encoded, AuthorityRecord.keyPlace(kind, id)));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private PrivateKey openInToken(String label, X509Certificate certificate) {
    try {
      return token
          .orElseThrow(
              () ->
                  new StartRefused(
                      "CA keys: they are in a token, and the settings name none",
                      "set ca.pkcs11.library, ca.pkcs11.token and ca.pkcs11.pin as they were"))
          .find(label, certificate.getPublicKey());
    } catch (TokenException missing) {
      throw new StartRefused("CA keys: " + missing.getMessage(), missing.remedy());
    }
  }

  private PrivateKey openSealed(AuthorityRecord authority, X509Certificate certificate) {
    byte[] key = sealer.open(authority.keyReference(), authority.keyPlace());
    try {
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (GeneralSecurityException damaged) {
      throw new IllegalStateException("the stored key of the CA is damaged", damaged);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
