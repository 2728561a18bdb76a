package mosaic.gateway.instance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import mosaic.ca.KeyAlgorithm;
import mosaic.gateway.instance.StartRefused.StartProblem;
import mosaic.gateway.token.Pkcs11Token;
import mosaic.gateway.token.TokenException;

/** Where the keys of the CA are made and kept, and of which kind, as the settings say. */
public final class CaKeyStore {
  private static final String DATABASE = "database";
  private static final String PKCS11 = "pkcs11";

  private CaKeyStore() {}

  /** Whether new keys are made in a PKCS#11 token. */
  public static boolean isToken(CaConfig config) {
    return config.keyStore().equals(PKCS11);
  }

  /** The kind of new keys. */
  public static KeyAlgorithm algorithm(CaConfig config) {
    return named(config.keyAlgorithm()).orElseThrow(() -> new StartRefused(problems(config)));
  }

  /**
   * The token, logged in to; empty where none is configured.
   *
   * @throws StartRefused when it is not to be had
   */
  public static Optional<Pkcs11Token> openToken(CaConfig config) {
    if (config.pkcs11().library().isEmpty()) {
      return Optional.empty();
    }
    char[] pin =
        new SecretReference("ca.pkcs11.pin", config.pkcs11().pin().orElseThrow())
            .read()
            .toCharArray();
    try {
      return Optional.of(
          Pkcs11Token.open(
              config.pkcs11().library().get(), config.pkcs11().token().orElseThrow(), pin));
    } catch (TokenException refused) {
      throw new StartRefused("CA keys: " + refused.getMessage(), refused.remedy());
    }
  }

  /** What is wrong with these settings, but for the token itself, which is not looked at. */
  static List<StartProblem> problems(CaConfig config) {
    List<StartProblem> problems = new ArrayList<>();
    if (named(config.keyAlgorithm()).isEmpty()) {
      problems.add(
          new StartProblem("setting ca.key_algorithm: it names none", "use one of " + names()));
    }
    if (!List.of(DATABASE, PKCS11).contains(config.keyStore())) {
      problems.add(
          new StartProblem(
              "setting ca.key_store: it names none", "use %s or %s".formatted(DATABASE, PKCS11)));
    }
    CaConfig.Pkcs11 token = config.pkcs11();
    boolean needed = isToken(config) || token.library().isPresent();
    requirePresent(needed, token.library(), "ca.pkcs11.library", problems);
    requirePresent(needed, token.token(), "ca.pkcs11.token", problems);
    requirePresent(needed, token.pin(), "ca.pkcs11.pin", problems);
    return problems;
  }

  private static void requirePresent(
      boolean needed, Optional<?> value, String setting, List<StartProblem> problems) {
    if (needed && value.isEmpty()) {
      problems.add(
          new StartProblem(
              "setting %s: is missing".formatted(setting),
              "a PKCS#11 token needs ca.pkcs11.library, ca.pkcs11.token and ca.pkcs11.pin"));
    }
  }

  private static Optional<KeyAlgorithm> named(String name) {
    return Arrays.stream(KeyAlgorithm.values())
        .filter(algorithm -> name(algorithm).equals(name))
        .findFirst();
  }

  private static String name(KeyAlgorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String names() {
    return Arrays.stream(KeyAlgorithm.values())
        .map(CaKeyStore::name)
        .collect(Collectors.joining(", "));
  }
}
