package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo itself, as a process of its own. */
final class DemoTest {

  @Test
  void demo_exit_walksThroughEverythingAndLeavesNothing(@TempDir Path directory) throws Exception {
    Path documents = Files.createDirectories(directory.resolve("docs/team-a"));
    Files.writeString(documents.resolve("plan.md"), "# The plan\n\n- [ ] ship it\n- [x] plan it\n");
    Path temporary = Files.createDirectories(directory.resolve("tmp"));

    Process demo = start(temporary, "--exit", "--import", directory.resolve("docs").toString());
    Ended ended = end(demo, temporary);

    assertThat(ended.exit()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("$ mosaic --profile work federation grant create")
        .contains("$ mosaic --profile home federation peer add -")
        .contains("ship it")
        .contains("Water the plants")
        .containsPattern("search 'plan\\*' --source all[\\s\\S]*SCORE[\\s\\S]*federated:")
        .contains("resource-not-in-scope")
        .contains("(exit code 4)");
    assertThat(ended.output().substring(ended.output().indexOf("At home.example, which will ask")))
        .as("what was not granted")
        .doesNotContain("correct horse");
    assertLeftNothing(temporary, ended);
  }

  @Test
  void demo_toldToStopWhileItStarts_leavesNothing(@TempDir Path directory) throws Exception {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));

    Process demo = start(temporary);
    Deadline.inSeconds(60)
        .await("the gateways being started", () -> output(temporary).contains("are ready"));
    demo.destroy();
    Ended ended = end(demo, temporary);

    assertThat(ended.exit()).as(ended.output()).isNotZero();
    assertLeftNothing(temporary, ended);
  }

  @Test
  void demo_folderThatIsNotThere_saysSoAndStartsNothing(@TempDir Path directory) throws Exception {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));

    Ended ended = end(start(temporary, "--exit", "--import", directory + "/none"), temporary);

    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.output()).contains("mosaic: --import needs a folder");
    assertLeftNothing(temporary, ended);
  }

  private static Process start(Path temporary, String... words) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-Djava.io.tmpdir=" + temporary,
                    "-Dmosaic.home=" + ProjectRoot.path(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Demo.class.getName()),
                Stream.of(words))
            .toList();
    return Children.start(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log(temporary).toFile()));
  }

  private static Ended end(Process demo, Path temporary) throws InterruptedException {
    try {
      assertThat(demo.waitFor(120, TimeUnit.SECONDS)).as(output(temporary)).isTrue();
      return new Ended(demo.exitValue(), output(temporary));
    } finally {
      demo.destroyForcibly();
    }
  }

  private static Path log(Path temporary) {
    return temporary.resolveSibling("demo.log");
  }

  private static String output(Path temporary) {
    try {
      return Files.readString(log(temporary));
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }

  private static void assertLeftNothing(Path temporary, Ended ended) {
    // Whatever the demo starts has a file of its temporary directory in its command line.
    assertThat(ProcessHandle.allProcesses())
        .as("processes left behind")
        .noneMatch(process -> process.info().commandLine().orElse("").contains(temporary + "/"));
    assertThat(temporary).as(ended.output()).isEmptyDirectory();
  }

  private record Ended(int exit, String output) {}
}
