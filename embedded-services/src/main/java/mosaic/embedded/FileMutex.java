package mosaic.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between threads and processes over one file. The operating system gives it back
 * when its holder dies, however it dies.
 */
final class FileMutex implements AutoCloseable {
  private static final long POLL = Duration.ofMillis(20).toNanos();

  /**
   * What this JVM holds. Asked before the file is opened: closing any channel to a file drops all
   * POSIX locks that the process has on it, so a second look from here would undo the first lock.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FileMutex(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static Optional<FileMutex> tryAcquire(Path path) {
    Path file = path.toAbsolutePath().normalize();
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean acquired = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      acquired = lock != null;
      return acquired ? Optional.of(new FileMutex(file, channel)) : Optional.empty();
    } catch (OverlappingFileLockException e) {
      // Held by another copy of this class in the same JVM, under another class loader.
      return Optional.empty();
    } catch (IOException e) {
      throw new EmbeddedServiceException(
          "The lock file " + file + " cannot be used: " + e.getMessage() + ".",
          "Make its directory writable for this user, or choose another directory.",
          e);
    } finally {
      if (!acquired) {
        HELD.remove(file);
        closeQuietly(channel);
      }
    }
  }

  /** Waits up to {@code limit}; empty when it is held all that time. */
  static Optional<FileMutex> tryAcquire(Path path, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<FileMutex> mutex = tryAcquire(path);
    while (mutex.isEmpty()
        && System.nanoTime() < deadline
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(POLL);
      mutex = tryAcquire(path);
    }
    return mutex;
  }

  /** Waits up to {@code limit}; {@code onWait} runs once if there is a wait at all. */
  static FileMutex acquire(Path path, Duration limit, Runnable onWait) {
    Optional<FileMutex> atOnce = tryAcquire(path);
    if (atOnce.isPresent()) {
      return atOnce.get();
    }
    onWait.run();
    return tryAcquire(path, limit)
        .orElseThrow(
            () ->
                new EmbeddedServiceException(
                    "Another process holds " + path + " and did not finish in time.",
                    "See which one (fuser " + path + "), end it, and start again."));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(file);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was held, so nothing is lost.
      }
    }
  }
}
