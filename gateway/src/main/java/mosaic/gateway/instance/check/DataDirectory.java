package mosaic.gateway.instance.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mosaic.gateway.instance.StartRefused;
import org.jspecify.annotations.Nullable;

/** The data directory is there, or can be made, and nobody else can put something into it. */
final class DataDirectory implements Check {
  private static final Subject SUBJECT = Subject.of("data_directory", "data directory");
  private static final String CREATE = "create data_directory for this user with mode 0700";

  private final Path directory;

  DataDirectory(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<Finding> look() {
    if (!Files.exists(directory)) {
      // Its name is not repeated: it has not proved to be one.
      return List.of(
          canBeMade()
              ? Finding.ok(SUBJECT, "not there yet, the next start makes it")
              : Finding.failure(SUBJECT, "it is not there and cannot be made", CREATE));
    }
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      return List.of(
          Finding.failure(
              SUBJECT, directory + " is no directory that this user may write", CREATE));
    }
    if (isOpenToAll()) {
      return List.of(
          Finding.failure(
              SUBJECT,
              directory + " can be changed by every user of this machine",
              "chmod 0700 it, and check the files in it"));
    }
    return List.of(Finding.ok(SUBJECT, directory.toString()));
  }

  /** Makes it, with mode 0700, unless it is there. */
  void make() {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException failed) {
      throw new StartRefused(SUBJECT + ": it cannot be made", CREATE);
    }
  }

  private boolean canBeMade() {
    @Nullable Path above = directory.toAbsolutePath().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above != null && Files.isDirectory(above) && Files.isWritable(above);
  }

  private boolean isOpenToAll() {
    try {
      return Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
