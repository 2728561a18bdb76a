package mosaic.harness;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every setting from the file, the environment and the command line, the later winning.
 * What is wrong shows which one was read: the instance has an impossible name, so it never starts.
 */
final class SettingSourcesTest {
  private static final String WRONG_PORT = "setting api.port: is out of range";

  @TempDir private Path directory;

  @Test
  void serve_settingInEnvironment_winsOverTheFile() throws Exception {
    assertThat(serve(8443, Map.of("MOSAIC_API_PORT", "70001"))).contains(WRONG_PORT);
    assertThat(serve(70002, Map.of("MOSAIC_API_PORT", "8443"))).doesNotContain(WRONG_PORT);
  }

  @Test
  void serve_settingOnTheCommandLine_winsOverBoth() throws Exception {
    Map<String, String> environment = Map.of("MOSAIC_API_PORT", "8443");

    assertThat(serve(8443, environment, "--set", "api.port=70003")).contains(WRONG_PORT);
    assertThat(serve(70004, Map.of("MOSAIC_API_PORT", "70005"), "--set=api.port=8443"))
        .doesNotContain(WRONG_PORT);
  }

  @Test
  void serve_commandLineSettingThatIsUnknownOrNone_isRefused() throws Exception {
    assertThat(serve(8443, Map.of(), "--set", "colour=red")).contains("setting colour: is unknown");
    assertThat(serve(8443, Map.of(), "--set", "api.port")).contains("KEY=VALUE");
    assertThat(serve(8443, Map.of(), "--set")).contains("KEY=VALUE");
  }

  @Test
  void serve_settingWithExpressionOrControlCharacter_isRefusedAndNotRepeated() throws Exception {
    for (String value : List.of("${user.home}/planted", "planted\\u0000directory")) {
      var _ =
          Files.writeString(
              directory.resolve("other.json"),
              """
              { "tier": "local", "server_name": "a.example", "data_directory": "%s",
                "master_key": "file:none" }
              """
                  .formatted(value));

      assertThat(serve(8443, Map.of(), "--config", directory.resolve("other.json").toString()))
          .contains("setting data_directory: ")
          .doesNotContain("planted")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void serve_ownDatabaseInDirectoryOpenToAll_isNotStarted() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    var _ = Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(
            serve(
                8443,
                Map.of(
                    "MOSAIC_DATA_DIRECTORY", open.toString(), "MOSAIC_SERVER_NAME", "a.example")))
        .contains("can be changed by every user");
    assertThat(open).isEmptyDirectory();
  }

  @Test
  void serve_calledByRelativePathWithCdpath_isThatOfItsOwnDirectory() throws Exception {
    Path root = ProjectRoot.path().toAbsolutePath();
    Path above = requireNonNull(root.getParent());
    String name = above.relativize(root).toString();
    var _ = Files.createDirectories(directory.resolve(name));
    ProcessBuilder builder =
        new ProcessBuilder(name + "/mosaic", "serve", "--config", "none")
            .directory(above.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CDPATH", directory.toString());
    Process process = Children.start(builder);

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("the configuration 'none' cannot be read");
  }

  /** What it prints before it ends, which it does. */
  private String serve(int portInFile, Map<String, String> environment, String... options)
      throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("mosaic.config.json"),
            """
            { "version": 2, "tier": "local", "server_name": "NOT LOWER CASE",
              "data_directory": "data", "master_key": "file:none", "api": { "port": %d } }
            """
                .formatted(portInFile));
    List<String> words = new ArrayList<>(Children.ENDING_WITH_THIS_PROCESS);
    words.addAll(List.of(ProjectRoot.launcher().toString(), "serve", "--config", file.toString()));
    words.addAll(List.of(options));
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    Process process = Children.start(builder);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(directory.resolve("data")).doesNotExist();
    return Files.readString(out);
  }
}
