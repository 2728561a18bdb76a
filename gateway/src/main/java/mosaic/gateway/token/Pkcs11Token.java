package mosaic.gateway.token;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A PKCS#11 token, logged in to through Java's own provider. Keys are made in it, cannot be taken
 * out of it, and are found again by their label.
 *
 * <p>Java finds a key by the certificate beside it. So each key gets one when it is made, signed by
 * itself and good for nothing else; it also says which key it is, which is compared when the key is
 * opened.
 */
public final class Pkcs11Token implements AutoCloseable {
  /** Of every private key that is made through this provider. */
  private static final String ATTRIBUTES =
      """
      attributes(generate, CKO_PRIVATE_KEY, *) = {
        CKA_TOKEN = true
        CKA_PRIVATE = true
        CKA_SENSITIVE = true
        CKA_EXTRACTABLE = false
        CKA_SIGN = true
      }
      attributes(generate, CKO_PUBLIC_KEY, *) = {
        CKA_TOKEN = true
        CKA_VERIFY = true
      }
      """;

  private final Provider provider;
  private final KeyStore keys;

  private Pkcs11Token(Provider provider, KeyStore keys) {
    this.provider = provider;
    this.keys = keys;
  }

  /**
   * Logs in.
   *
   * @param library the PKCS#11 library of the token's maker
   * @param label the token's
   * @param pin of its user; wiped afterwards
   * @throws TokenException when library or token is missing, or the PIN is wrong
   */
  public static Pkcs11Token open(Path library, String label, char[] pin) {
    try {
      Provider provider = provider(library, slot(library, label));
      KeyStore keys = KeyStore.getInstance("PKCS11", provider);
      keys.load(null, pin);
      // For Signature, which tries the providers that are registered; after all others. Its keys
      // sign with this very one, so there is one at a time.
      if (Security.addProvider(provider) < 0) {
        throw new IllegalStateException("a token is open already");
      }
      return new Pkcs11Token(provider, keys);
    } catch (IOException | GeneralSecurityException | ProviderException refused) {
      throw isWrongPin(refused)
          ? new TokenException(
              "token %s does not accept the PIN in ca.pkcs11.pin".formatted(label),
              "put the right one there; a token locks itself after a few wrong ones",
              refused)
          : new TokenException(
              "token %s cannot be used".formatted(label),
              "try it with a tool of its maker",
              refused);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  /**
   * Makes a key in the token.
   *
   * @param label no other key's
   * @param algorithm {@code EC} or {@code RSA}
   * @param signature the signature algorithm that goes with it
   * @return the public key, and a handle to the private one
   */
  public KeyPair generate(
      String label,
      String algorithm,
      AlgorithmParameterSpec parameters,
      String signature,
      Clock clock) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
      generator.initialize(parameters);
      KeyPair made = generator.generateKeyPair();
      PublicKey open =
          KeyFactory.getInstance(algorithm)
              .generatePublic(new X509EncodedKeySpec(made.getPublic().getEncoded()));
      KeyPair pair = new KeyPair(open, made.getPrivate());
      keys.setKeyEntry(
          label,
          pair.getPrivate(),
          null,
          new Certificate[] {certificate(label, pair, signature, clock)});
      return pair;
    } catch (GeneralSecurityException | ProviderException | OperatorCreationException failed) {
      throw gone(failed);
    }
  }

  /**
   * A handle to a key.
   *
   * @param expected its public half
   * @throws TokenException when there is none of this label, or it is another
   */
  public PrivateKey find(String label, PublicKey expected) {
    try {
      Certificate certificate = keys.getCertificate(label);
      if (certificate == null
          || !Arrays.equals(certificate.getPublicKey().getEncoded(), expected.getEncoded())
          || !(keys.getKey(label, null) instanceof PrivateKey key)) {
        throw new TokenException(
            "the token holds no key %s of this CA".formatted(label),
            "use the token that the CA was made in, or restore its backup");
      }
      return key;
    } catch (GeneralSecurityException | ProviderException gone) {
      throw gone(gone);
    }
  }

  /** Logs out. Handles that it gave do not sign any more. */
  @Override
  public void close() {
    Security.removeProvider(provider.getName());
    try {
      if (provider instanceof AuthProvider session) {
        session.logout();
      }
    } catch (LoginException | ProviderException gone) {
      // Who is gone is logged out.
    }
  }

  @Override
  public String toString() {
    return "Pkcs11Token[" + provider.getName() + "]";
  }

  private static long slot(Path library, String label) {
    if (!Files.isReadable(library)) {
      throw new TokenException(
          "the library in ca.pkcs11.library cannot be read",
          "check that it exists and that this user may read it");
    }
    Map<String, Long> slots = TokenSlots.of(library);
    Long slot = slots.get(label);
    if (slot == null) {
      throw new TokenException(
          "there is no token of the label in ca.pkcs11.token",
          slots.isEmpty()
              ? "the library sees no token at all: check that it is plugged in and initialised"
              : "it sees " + String.join(", ", slots.keySet()));
    }
    return slot;
  }

  private static Provider provider(Path library, long slot) {
    // The two dashes say that the configuration itself follows, and no file.
    return Security.getProvider("SunPKCS11")
        .configure(
            "--name = MosaicCa\nlibrary = %s\nslot = %d\n%s"
                .formatted(library.toAbsolutePath(), slot, ATTRIBUTES));
  }

  /** Signed by the key itself, so that it is also tried once. */
  private X509Certificate certificate(String label, KeyPair pair, String signature, Clock clock)
      throws OperatorCreationException, GeneralSecurityException {
    X500Principal name = new X500Principal("CN=" + label);
    Date from = Date.from(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    // 99991231235959Z: no expiry date is meant (RFC 5280, 4.1.2.5).
    Date until = Date.from(Instant.parse("9999-12-31T23:59:59Z"));
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name, BigInteger.ONE, from, until, name, pair.getPublic())
                .build(
                    new JcaContentSignerBuilder(signature)
                        .setProvider(provider)
                        .build(pair.getPrivate())));
  }

  private static boolean isWrongPin(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedLoginException
          || cause instanceof UnrecoverableKeyException
          || String.valueOf(cause.getMessage()).contains("CKR_PIN_")) {
        return true;
      }
    }
    return false;
  }

  private static TokenException gone(Throwable failure) {
    return new TokenException(
        "the token does not answer", "plug it in again, or start its service", failure);
  }
}
