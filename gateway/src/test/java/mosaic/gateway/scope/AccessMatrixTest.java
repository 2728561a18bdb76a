package mosaic.gateway.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * ACCESS-RULE.md shows the matrix as the requirements have it. {@code -Dmosaic.matrix.write=true}
 * writes it anew.
 */
class AccessMatrixTest {
  private static final Path DOCUMENT = Path.of("../docs/federation/ACCESS-RULE.md");
  private static final String BEGIN = "<!-- matrix: written by AccessMatrixTest -->";
  private static final String END = "<!-- end of matrix -->";

  @Test
  @Tag("T-31")
  void document_matrix_isWhatTheSetModelSays() throws IOException {
    if (Boolean.getBoolean("mosaic.matrix.write")) {
      write();
    }

    assertThat(String.join("\n", generated(Files.readAllLines(DOCUMENT))))
        .as("the matrix; -Dmosaic.matrix.write=true writes it anew")
        .isEqualTo(String.join("\n", AccessMatrix.lines()));
  }

  /** Every kind of answer is in it, or the matrix shows nothing. */
  @Test
  void lines_ofTheMatrix_haveEveryKindOfAnswer() {
    String matrix = String.join("\n", AccessMatrix.lines());

    assertThat(matrix).contains("| row |", "| – |", "| 403 |", "| 404 |");
  }

  private static List<String> generated(List<String> lines) {
    return lines.subList(lines.indexOf(BEGIN) + 1, lines.indexOf(END));
  }

  private static void write() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    List<String> written = new ArrayList<>(lines.subList(0, lines.indexOf(BEGIN) + 1));
    written.addAll(AccessMatrix.lines());
    written.addAll(lines.subList(lines.indexOf(END), lines.size()));
    Files.write(DOCUMENT, written);
  }
}
