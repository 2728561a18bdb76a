package mosaic.gateway.instance;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import mosaic.gateway.seal.MasterKey;
import mosaic.gateway.seal.MasterKeyProvider;

/**
 * Where this instance's master key is: the provider that its setting names, and what that is to
 * read. No message repeats the setting: the key itself may have been written there by mistake.
 */
public final class MasterKeySource {
  /** The setting. */
  public static final String SETTING = "master_key";

  private static final String PROVIDER_SETTING = "master_key_provider";

  private final MasterKeyProvider provider;
  private final String location;

  private MasterKeySource(MasterKeyProvider provider, String location) {
    this.provider = provider;
    this.location = location;
  }

  /**
   * Finds the provider.
   *
   * @throws StartRefused when there is none of that name
   */
  public static MasterKeySource of(InstanceConfig config) {
    Map<String, MasterKeyProvider> providers = providers(config.masterKeyProvider());
    String reference = config.masterKey();
    int colon = reference.indexOf(':');
    MasterKeyProvider provider = colon < 0 ? null : providers.get(reference.substring(0, colon));
    if (provider == null) {
      throw new StartRefused(
          "setting master_key: is not a reference to a secret",
          providers.keySet().stream()
                  .map(scheme -> "%s:%s".formatted(scheme, example(scheme)))
                  .collect(
                      Collectors.joining(
                          " or ",
                          "write ",
                          ", and keep the secret itself there; others need a jar in "))
              + PROVIDER_SETTING);
    }
    return new MasterKeySource(provider, reference.substring(colon + 1));
  }

  /** The name of the provider. */
  public String scheme() {
    return provider.scheme();
  }

  /** What the provider reads; for the provider {@code file} alone it may be told to people. */
  public String location() {
    return location;
  }

  /**
   * Reads the key as it is now.
   *
   * @throws StartRefused when it cannot be had
   * @throws IllegalArgumentException when it is no key; the message does not repeat it
   */
  public MasterKey read() {
    try {
      return MasterKey.parse(provider.read(location));
    } catch (MasterKeyProvider.UnavailableException unavailable) {
      throw new StartRefused(
          "setting master_key: " + unavailable.getMessage(), unavailable.remedy());
    }
  }

  /** The location may be a secret that was written there by mistake. */
  @Override
  public String toString() {
    return "MasterKeySource[" + provider.scheme() + "]";
  }

  private static String example(String scheme) {
    return switch (scheme) {
      case "file" -> "PATH";
      case "env" -> "NAME";
      default -> "LOCATION";
    };
  }

  private static Map<String, MasterKeyProvider> providers(Optional<Path> jar) {
    Map<String, MasterKeyProvider> providers = new LinkedHashMap<>();
    try {
      ClassLoader loader =
          jar.isEmpty()
              ? MasterKeySource.class.getClassLoader()
              : new URLClassLoader(
                  new URL[] {url(jar.get())}, MasterKeySource.class.getClassLoader());
      for (MasterKeyProvider found : ServiceLoader.load(MasterKeyProvider.class, loader)) {
        providers.putIfAbsent(found.scheme(), found);
      }
    } catch (ServiceConfigurationError broken) {
      throw noProvider();
    }
    return providers;
  }

  private static URL url(Path jar) {
    if (!Files.isReadable(jar)) {
      throw noProvider();
    }
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static StartRefused noProvider() {
    return new StartRefused(
        "setting master_key_provider: the jar that it names has no usable provider in it",
        "check that it can be read, and see docs/federation/KEYS.md for what belongs in it");
  }
}
