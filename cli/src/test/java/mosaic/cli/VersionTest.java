package mosaic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import mosaic.cli.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic version} and {@code mosaic --version}. */
final class VersionTest {
  @TempDir private Path directory;

  @Test
  void version_json_isComplete() throws Exception {
    CommandLineRun.Result result = new CommandLineRun(directory).run("version", "--output", "json");

    JsonNode version = Json.read(result.output().getBytes(StandardCharsets.UTF_8));
    assertThat(version.path("version").asText()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
    assertThat(version.path("commit").asText("none")).matches("[0-9a-f]{40}\\+?|null|none");
    assertThat(version.path("jdk").asText()).startsWith(Runtime.version().toString());
    assertThat(version.path("protocol").asInt()).isOne();
  }

  @Test
  void version_option_isOneLine() {
    CommandLineRun.Result result = new CommandLineRun(directory).run("--version");

    assertThat(result.status()).isZero();
    assertThat(result.output()).startsWith("mosaic ").hasLineCount(1);
  }

  @Test
  void text_commit_isShortened() {
    String commit = "0123456789abcdef0123456789abcdef01234567";

    assertThat(new BuildVersion("1.2.3", Optional.empty()).text()).isEqualTo("1.2.3");
    assertThat(new BuildVersion("1.2.3", Optional.of(commit)).text())
        .isEqualTo("1.2.3 (0123456789ab)");
    assertThat(new BuildVersion("1.2.3", Optional.of(commit + "+")).text())
        .isEqualTo("1.2.3 (0123456789ab+)");
  }
}
