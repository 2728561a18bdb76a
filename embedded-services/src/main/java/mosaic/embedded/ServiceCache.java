package mosaic.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The directory that keeps the unpacked programs of the embedded services between runs.
 *
 * <p>Any number of processes may use one cache at once. An entry is filled in a directory of
 * another name, under a lock, and gets its own name when it is complete; an entry that has lost
 * files since (a cleaner of temporary directories, a power cut) is recognised and made anew.
 * Deleting the cache is always safe while nothing runs from it.
 */
public final class ServiceCache {
  private static final String MANIFEST = ".manifest";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path directory;

  private ServiceCache(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /** The user's own: {@code $XDG_CACHE_HOME/mosaic}, or {@code ~/.cache/mosaic}. */
  public static ServiceCache standard() {
    @Nullable String configured = System.getenv("XDG_CACHE_HOME");
    if (configured != null && Path.of(configured).isAbsolute()) {
      return at(Path.of(configured, "mosaic"));
    }
    @Nullable String home = System.getenv("HOME");
    if (home == null || home.isEmpty()) {
      home = System.getProperty("user.home", "");
    }
    return at(Path.of(home, ".cache", "mosaic"));
  }

  /** A cache in any other directory, which is made when it does not exist. */
  public static ServiceCache at(Path directory) {
    return new ServiceCache(directory);
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /** Fills an empty directory with what the entry is to hold. */
  @FunctionalInterface
  interface Filler {
    void fill(Path directory) throws IOException;
  }

  /** The complete entry of that name, made by {@code filler} if it is not there yet. */
  Path entry(String name, Consumer<String> progress, Filler filler) {
    Path entry = directory.resolve(name);
    try {
      createPrivateDirectory(directory);
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
      if (!CurrentUser.ownsOrTrusts(directory)
          || permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new EmbeddedServiceException(
            "The cache " + directory + " can be written by other users, and programs run from it.",
            "Choose another directory (XDG_CACHE_HOME), or correct its owner and mode (0700).");
      }
      if (complete(entry)) {
        return entry;
      }
      FileMutex mutex =
          FileMutex.acquire(
              directory.resolve(name + ".lock"),
              PATIENCE,
              () -> progress.accept("waiting for another process that prepares " + name));
      try (mutex) {
        if (!complete(entry)) {
          make(entry, filler);
        }
        return entry;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new EmbeddedServiceException(
          "The cache " + directory + " could not be filled with " + name + ": " + e + ".",
          "Make room and make it writable for this user, or point XDG_CACHE_HOME elsewhere.",
          e);
    }
  }

  private void make(Path entry, Filler filler) throws IOException {
    String temporary = "." + entry.getFileName() + "-";
    // Whoever left these behind is dead: we hold the lock.
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(directory, path -> startsWith(path, temporary))) {
      for (Path leftover : leftovers) {
        deleteRecursively(leftover);
      }
    }
    deleteRecursively(entry);
    Path filling = Files.createTempDirectory(directory, temporary);
    try {
      filler.fill(filling);
      Files.writeString(filling.resolve(MANIFEST), Extent.of(filling).toString());
      Files.move(filling, entry, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteRecursively(filling);
    }
  }

  private static boolean startsWith(Path path, String prefix) {
    return path.getFileName().toString().startsWith(prefix);
  }

  private static boolean complete(Path entry) throws IOException {
    Path manifest = entry.resolve(MANIFEST);
    return Files.isRegularFile(manifest)
        && Files.readString(manifest).equals(Extent.of(entry).toString());
  }

  static void createPrivateDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(mine));
    }
  }

  static void deleteRecursively(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** How much a directory holds: cheap to compare, and different as soon as a file is lost. */
  private record Extent(long files, long bytes) {
    static Extent of(Path root) throws IOException {
      long[] total = new long[2];
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!file.equals(root.resolve(MANIFEST))) {
                total[0]++;
                total[1] += attributes.size();
              }
              return FileVisitResult.CONTINUE;
            }
          });
      return new Extent(total[0], total[1]);
    }

    @Override
    public String toString() {
      return "files=" + files + " bytes=" + bytes + "\n";
    }
  }
}
