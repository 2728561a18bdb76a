package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EmbeddedValkeyTest {
  @Test
  void ping_withPassword_isAnswered() throws IOException {
    try (EmbeddedValkey valkey = EmbeddedValkey.builder().start()) {
      String auth = "AUTH " + valkey.password().reveal();

      assertThat(talk(valkey, auth, "PING", "SET a b EX 10", "STRLEN a"))
          .containsExactly("+OK", "+PONG", "+OK", ":1");
    }
  }

  @Test
  void functions_always_areThere() throws IOException {
    try (EmbeddedValkey valkey = EmbeddedValkey.builder().start()) {
      String load =
          "FUNCTION LOAD \"#!lua name=lib\\nserver.register_function('f',"
              + " function() return 7 end)\"";

      assertThat(talk(valkey, "AUTH " + valkey.password().reveal(), load, "FCALL f 0"))
          .containsExactly("+OK", "$3", "lib");
    }
  }

  @Test
  void ping_withoutOrWithWrongPassword_isRefused() throws IOException {
    try (EmbeddedValkey valkey = EmbeddedValkey.builder().start()) {
      assertThat(talk(valkey, "PING").getFirst()).startsWith("-NOAUTH");
      assertThat(talk(valkey, "SET a b").getFirst()).startsWith("-NOAUTH");
      assertThat(talk(valkey, "AUTH wrong").getFirst()).startsWith("-WRONGPASS");
    }
  }

  @Test
  void commandLines_duringAndAfterStart_holdNoSecret() {
    List<EmbeddedValkey> started = new ArrayList<>();

    Set<String> seen =
        ProcessTable.commandLinesDuring(() -> started.add(EmbeddedValkey.builder().start()));

    try (EmbeddedValkey valkey = started.getFirst()) {
      seen.addAll(ProcessTable.commandLines());
      assertThat(seen).anyMatch(line -> line.contains("valkey-server"));
      assertThat(seen).noneMatch(line -> line.contains(valkey.password().reveal()));
      assertThat(valkey.recentLog()).doesNotContain(valkey.password().reveal());
      assertThat(valkey.toString()).doesNotContain(valkey.password().reveal());
    }
  }

  @Test
  void start_portInUse_saysWhich() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedValkey.builder().port(taken.getLocalPort()).start())
          .isInstanceOf(EmbeddedServiceException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("another program");
    }
  }

  @Test
  void start_addressThatLeavesTheMachine_isRefused() {
    assertThatThrownBy(() -> EmbeddedValkey.builder().host("0.0.0.0").start())
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("loopback only");
  }

  @Test
  void start_otherLoopbackAddress_listensThereOnly() throws IOException {
    try (EmbeddedValkey valkey = EmbeddedValkey.builder().host("127.9.8.6").start()) {
      assertThat(talk(valkey, "PING")).hasSize(1);
      assertThatThrownBy(
              () -> new Socket(InetAddress.ofLiteral("127.0.0.1"), valkey.port()).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void close_always_leavesNoProcess() {
    EmbeddedValkey valkey = EmbeddedValkey.builder().start();
    assertThat(ProcessTable.runs(valkey.processId())).isTrue();

    valkey.close();

    assertThat(ProcessTable.runs(valkey.processId())).isFalse();
    assertThat(valkey.isRunning()).isFalse();
    valkey.close();
  }

  @Test
  void suites_byRelease_followWhereTheServerIs() {
    assertThat(ValkeyInstallation.suites(HostSystem.parse("ID=debian\nVERSION_CODENAME=bookworm")))
        .containsExactly("bookworm", "bookworm-backports");
    assertThat(ValkeyInstallation.suites(HostSystem.parse("ID=debian\nVERSION_CODENAME=trixie")))
        .containsExactly("trixie");
  }

  /** Sends the commands, one per line, and reads as many lines. */
  private static List<String> talk(EmbeddedValkey valkey, String... commands) throws IOException {
    try (Socket socket = new Socket(valkey.host(), valkey.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < commands.length; i++) {
        lines.add(reader.readLine());
      }
      return lines;
    }
  }
}
