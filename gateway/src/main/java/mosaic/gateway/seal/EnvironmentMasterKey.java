package mosaic.gateway.seal;

import java.nio.charset.StandardCharsets;

/**
 * {@code env:NAME}: an environment variable. It is as it was when the process started, so a new
 * line gets in with a restart only.
 */
public final class EnvironmentMasterKey implements MasterKeyProvider {
  /** For the service loader. */
  public EnvironmentMasterKey() {}

  @Override
  public String scheme() {
    return "env";
  }

  @Override
  public byte[] read(String location) throws UnavailableException {
    String lines = System.getenv(location);
    if (lines == null || lines.isBlank()) {
      throw new UnavailableException(
          "the environment variable that it names is missing or empty", "put the secret there");
    }
    return lines.getBytes(StandardCharsets.UTF_8);
  }
}
