package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentDeathTest {
  @TempDir Path directory;

  @Test
  void servers_parentKilled_stopAndStartAgainAtOnce() {
    try (ChildJvm parent = ChildJvm.start(Servers.class, Map.of(), directory.toString())) {
      List<Long> all = processesOf(parent);

      parent.kill();

      // At once: while the old server may still be writing its last pages.
      try (EmbeddedPostgres again = postgres(directory)) {
        assertThat(ProcessTable.survivors(all)).isEmpty();
        assertThat(again.isRunning()).isTrue();
      }
      assertThat(directory.resolve("server.log")).content().doesNotContain("was not properly shut");
    }
  }

  @Test
  void servers_parentExitsWithoutClosing_stop() {
    try (ChildJvm parent = ChildJvm.start(Servers.class, Map.of(), directory.toString())) {
      List<Long> all = processesOf(parent);

      parent.proceed();

      assertThat(parent.exitCode()).isZero();
      assertThat(ProcessTable.survivors(all)).isEmpty();
    }
  }

  @Test
  void servers_always_areInSessionsOfTheirOwn() throws IOException {
    try (EmbeddedPostgres postgres = postgres(directory);
        EmbeddedValkey valkey = EmbeddedValkey.builder().start()) {
      assertThat(session(postgres.processId())).isEqualTo(postgres.processId());
      assertThat(session(valkey.processId())).isEqualTo(valkey.processId());
    }
  }

  private static List<Long> processesOf(ChildJvm parent) {
    List<Long> all = new ArrayList<>();
    all.addAll(ProcessTable.tree(Long.parseLong(parent.line("postgres "))));
    all.addAll(ProcessTable.tree(Long.parseLong(parent.line("valkey "))));
    assertThat(all).hasSizeGreaterThan(5).allMatch(ProcessTable::runs);
    return all;
  }

  private static long session(long processId) throws IOException {
    String stat =
        java.nio.file.Files.readString(Path.of("/proc", Long.toString(processId), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
  }

  private static EmbeddedPostgres postgres(Path directory) {
    return EmbeddedPostgres.builder().dataDirectory(directory).durable(false).start();
  }

  /** Starts both servers, and leaves without closing them when its input ends. */
  static final class Servers {
    public static void main(String[] arguments) throws IOException {
      System.out.println("postgres " + postgres(Path.of(arguments[0])).processId());
      System.out.println("valkey " + EmbeddedValkey.builder().start().processId());
      System.in.read();
      System.exit(0);
    }
  }
}
