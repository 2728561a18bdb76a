package mosaic.gateway.instance.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.MasterKeySource;
import mosaic.gateway.instance.StartRefused;

/** The master key can be read, is a key, and nobody else can read its file. */
final class MasterKeyFile implements Check {
  static final Subject SUBJECT = Subject.of("master_key", "master key");

  private static final String FILE = "file";
  private static final String MAKE =
      "make one with: openssl rand -base64 32 > FILE; chmod 600 FILE";
  private static final Set<PosixFilePermission> OF_ROOT_TOO_OPEN =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);
  private static final Set<PosixFilePermission> OF_ANYBODY_TOO_OPEN =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final InstanceConfig config;

  MasterKeyFile(InstanceConfig config) {
    this.config = config;
  }

  @Override
  public List<Finding> look() {
    MasterKeySource source;
    int lines;
    try {
      source = MasterKeySource.of(config);
      lines = source.read().ids().size();
    } catch (StartRefused unreadable) {
      return unreadable.problems().stream()
          .map(problem -> Finding.failure(SUBJECT, problem.cause(), problem.remedy()))
          .toList();
    } catch (IllegalArgumentException unusable) {
      return List.of(Finding.failure(SUBJECT, String.valueOf(unusable.getMessage()), MAKE));
    }
    Finding found = source.scheme().equals(FILE) ? file(source) : fine(source);
    return List.of(found.with("lines", lines));
  }

  /** Once it has been read, the reference is one, and no key that was written there by mistake. */
  private static Finding file(MasterKeySource source) {
    Path file = Path.of(source.location());
    try {
      if (isOpenToOthers(Files.readAttributes(file, "unix:mode,uid,permissions"))) {
        return Finding.failure(
            SUBJECT,
            "file %s can be read or changed by other users".formatted(file),
            "chmod 600 it, or 640 at most where it belongs to root; if others may have read it, make"
                + " a new first line in it and keep this one below");
      }
    } catch (UnsupportedOperationException | IllegalArgumentException notPosix) {
      return fine(source);
    } catch (IOException gone) {
      return Finding.failure(SUBJECT, "its file cannot be read", "check that it is still there");
    }
    return fine(source);
  }

  /**
   * The rule that PostgreSQL has for its server key: ours and for us alone, or of root and at most
   * readable by a group, as secrets that are mounted into containers are.
   */
  private static boolean isOpenToOthers(Map<String, Object> attributes) throws IOException {
    boolean ofRoot = Integer.valueOf(0).equals(attributes.get("uid"));
    Set<PosixFilePermission> tooOpen = ofRoot && !isRoot() ? OF_ROOT_TOO_OPEN : OF_ANYBODY_TOO_OPEN;
    return attributes.get("permissions") instanceof Set<?> permissions
        && permissions.stream().anyMatch(tooOpen::contains);
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static Finding fine(MasterKeySource source) {
    String provider = source.scheme().equals("env") ? "environment" : source.scheme();
    return Finding.ok(SUBJECT, "usable").with("provider", provider);
  }
}
