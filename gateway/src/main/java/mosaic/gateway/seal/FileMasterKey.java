package mosaic.gateway.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code file:PATH}: a file that only the gateway's user may read, or a mounted secret. */
public final class FileMasterKey implements MasterKeyProvider {
  /** For the service loader. */
  public FileMasterKey() {}

  @Override
  public String scheme() {
    return "file";
  }

  @Override
  public byte[] read(String location) throws UnavailableException {
    byte[] lines;
    try {
      lines = Files.readAllBytes(Path.of(location));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new UnavailableException(
          "the file that it names cannot be read",
          "check that it exists and that this user may read it");
    }
    if (lines.length == 0) {
      throw new UnavailableException(
          "the file that it names is missing or empty", "put the secret there");
    }
    return lines;
  }
}
