package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the claims of THREAT-MODEL.md to the tests that carry their ids. */
final class ThreatModelTest {
  private static final Path DOCUMENT =
      ProjectRoot.path().resolve("docs/federation/THREAT-MODEL.md");
  private static final List<String> MODULES =
      List.of("ca", "gateway", "cli", "embedded-services", "federation-harness");
  private static final Pattern TAG = Pattern.compile("Tag\\(\"(T-[0-9]{2})\"\\)");
  private static final Set<String> TESTED = Set.of("holds", "partly");
  private static final Set<String> STATES = Set.of("holds", "partly", "open");

  @Test
  void claims_areBackedByTheTestsThatCarryTheirIds() throws IOException {
    Map<String, String> claims = claims();

    assertThat(claims).isNotEmpty();
    assertThat(claims.values()).allMatch(STATES::contains);
    assertThat(tags())
        .as("what tests prove, beside what the document says that tests prove")
        .containsExactlyElementsOf(
            claims.entrySet().stream()
                .filter(claim -> TESTED.contains(claim.getValue()))
                .map(Map.Entry::getKey)
                .toList());
  }

  /** Every row says what is still missing, unless it holds. */
  @Test
  void claims_thatDoNotHoldWhole_sayWhatIsMissing() throws IOException {
    for (List<String> row : rows()) {
      assertThat(row).as(row.getFirst()).hasSize(4).doesNotContain("");
      assertThat(row.get(2).equals("holds"))
          .as("%s says what is missing, or nothing", row.getFirst())
          .isEqualTo(row.get(3).equals("—"));
    }
  }

  /** Id of a threat → how far it is met. */
  private static Map<String, String> claims() throws IOException {
    Map<String, String> claims = new TreeMap<>();
    for (List<String> row : rows()) {
      assertThat(claims.put(row.getFirst(), row.get(2))).as("a second %s", row).isNull();
    }
    return claims;
  }

  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.startsWith("| T-"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, cells.size() - 1))
        .toList();
  }

  private static Set<String> tags() throws IOException {
    Set<String> tags = new TreeSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files =
          Files.walk(ProjectRoot.path().resolve(module).resolve("src/test"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          Matcher tag = TAG.matcher(Files.readString(file));
          while (tag.find()) {
            tags.add(tag.group(1));
          }
        }
      }
    }
    return tags;
  }
}
