package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void run_programThatFails_givesCodeAndLastLines() {
    Command.Result result =
        Command.of(List.of("sh", "-c", "seq 1 50; echo broken >&2; exit 3")).run();

    assertThat(result.succeeded()).isFalse();
    assertThat(result.lastWords())
        .startsWith("sh ended with code 3")
        .endsWith("    50\n    broken")
        .doesNotContain("    38\n");
  }

  @Test
  void run_withInput_passesItOn() {
    byte[] much = "line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    Command.Result result = Command.of(List.of("wc", "-c")).run(new ByteArrayInputStream(much));

    assertThat(result.output().strip()).isEqualTo("500000");
  }

  @Test
  void run_programThatDoesNotEnd_isStoppedWithItsChildren() {
    String mark = "31.0" + ProcessHandle.current().pid();
    Command endless =
        Command.of(List.of("sh", "-c", "sleep " + mark + "; true")).within(Duration.ofMillis(200));

    assertThatThrownBy(endless::run)
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("did not end");

    assertThat(
            ProcessTable.await(
                () -> ProcessTable.commandLines().stream().noneMatch(line -> line.contains(mark))))
        .isTrue();
  }

  @Test
  void run_programThatIsNotThere_saysSo() {
    Command.Result result = Command.of(List.of("no-such-program")).run();

    assertThat(result.succeeded()).isFalse();
    assertThat(result.lastWords()).contains("no-such-program").contains("not found");
  }

  @Test
  void environment_unlessAskedFor_isNotPassedOn() {
    assertThat(System.getenv("HOME")).isNotEmpty();

    Command show = Command.of(List.of("sh", "-c", "echo \"[$HOME]\""));

    assertThat(show.run().output()).isEqualTo("[]\n");
    assertThat(show.withOurEnvironment().run().output())
        .isEqualTo("[" + System.getenv("HOME") + "]\n");
  }

  @Test
  void lastLines_addressWithCredentials_hidesThem() {
    assertThat(Command.lastLines("Err http://user:pa%20ss@mirror.example/debian trixie\n\n"))
        .isEqualTo("    Err http://***@mirror.example/debian trixie");
  }
}
