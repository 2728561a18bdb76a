package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceCacheTest {
  @TempDir Path directory;

  private final AtomicInteger fills = new AtomicInteger();

  @Test
  void entry_secondTime_isNotMadeAgain() {
    Path first = entry();
    Path second = entry();

    assertThat(second).isEqualTo(first).hasFileName("thing-1");
    assertThat(second.resolve("bin/tool")).hasContent("tool");
    assertThat(fills).hasValue(1);
  }

  @Test
  void entry_fillerFails_leavesNothingAndIsTriedAgain() {
    ServiceCache cache = ServiceCache.at(cacheDirectory());

    assertThatThrownBy(
            () ->
                cache.entry(
                    "thing-1",
                    line -> {},
                    target -> {
                      Files.writeString(target.resolve("half"), "half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("disk full")
        .hasMessageContaining("XDG_CACHE_HOME");

    assertThat(cacheDirectory()).isDirectoryNotContaining(Files::isDirectory);
    assertThat(entry().resolve("half")).doesNotExist();
  }

  @Test
  void entry_leftoverOfADeadProcess_isRemoved() throws IOException {
    Path leftover = Files.createDirectories(cacheDirectory().resolve(".thing-1-123/bin"));
    Files.writeString(leftover.resolve("tool"), "half a to");

    entry();

    assertThat(leftover.getParent()).doesNotExist();
  }

  @Test
  void entry_fileLostOrCutShort_isMadeAnew() throws IOException {
    Path tool = entry().resolve("bin/tool");

    Files.delete(tool);
    entry();
    assertThat(tool).hasContent("tool");

    Files.writeString(tool, "");
    entry();
    assertThat(tool).hasContent("tool");
    assertThat(fills).hasValue(3);
  }

  @Test
  void entry_directoryWithoutManifest_isNeverUsed() throws IOException {
    Files.createDirectories(cacheDirectory().resolve("thing-1/bin"));

    assertThat(entry().resolve("bin/tool")).hasContent("tool");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---"})
  void entry_directoryOthersCanWrite_isRefused(String mode) throws IOException {
    Files.createDirectories(cacheDirectory());
    Files.setPosixFilePermissions(cacheDirectory(), PosixFilePermissions.fromString(mode));

    assertThatThrownBy(this::entry)
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("other users");
    assertThat(fills).hasValue(0);
  }

  @Test
  void entry_manyThreads_isMadeOnce() {
    List<Path> entries = IntStream.range(0, 16).parallel().mapToObj(i -> entry()).toList();

    assertThat(entries).containsOnly(entries.getFirst());
    assertThat(fills).hasValue(1);
  }

  @Test
  void entry_severalProcesses_isMadeOnceAndCompleteForAll() throws IOException {
    List<ChildJvm> processes =
        IntStream.range(0, 4)
            .mapToObj(i -> ChildJvm.start(Preparer.class, Map.of(), directory.toString()))
            .toList();
    try {
      processes.forEach(process -> process.line("waiting"));
      processes.forEach(ChildJvm::proceed);

      assertThat(processes).allSatisfy(p -> assertThat(p.line("files ")).isEqualTo("200"));
      assertThat(processes).allMatch(process -> process.exitCode() == 0);
    } finally {
      processes.forEach(ChildJvm::close);
    }
    assertThat(Files.readString(directory.resolve("fills"))).isEqualTo("x");
  }

  @Test
  void entry_preparerKilled_isMadeByTheNext() {
    try (ChildJvm victim =
        ChildJvm.start(Preparer.class, Map.of(), directory.toString(), "stall")) {
      victim.proceed();
      victim.line("stalled");

      victim.kill();
      victim.exitCode();
    }

    assertThat(entry().resolve("bin/tool")).hasContent("tool");
    assertThat(cacheDirectory())
        .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith(".thing"));
  }

  private Path cacheDirectory() {
    return directory.resolve("cache");
  }

  private Path entry() {
    return ServiceCache.at(cacheDirectory())
        .entry(
            "thing-1",
            line -> {},
            target -> {
              fills.incrementAndGet();
              Files.writeString(
                  Files.createDirectories(target.resolve("bin")).resolve("tool"), "tool");
            });
  }

  /** Makes an entry of 200 files when its input ends, and says how many it then finds. */
  static final class Preparer {
    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      boolean stall = arguments.length > 1;
      System.out.println("waiting");
      System.in.read();
      Path entry =
          ServiceCache.at(directory.resolve("cache"))
              .entry(
                  "thing-1",
                  line -> {},
                  target -> {
                    Files.writeString(
                        directory.resolve("fills"),
                        "x",
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
                    for (int i = 0; i < 200; i++) {
                      Files.writeString(target.resolve("file" + i), "content");
                    }
                    if (stall) {
                      System.out.println("stalled");
                      java.util.concurrent.locks.LockSupport.park();
                    }
                  });
      try (var files = Files.list(entry)) {
        System.out.println(
            "files " + files.filter(file -> file.toString().contains("/file")).count());
      }
    }
  }
}
