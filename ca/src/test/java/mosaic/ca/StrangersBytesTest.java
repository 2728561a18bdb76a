package mosaic.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the fuzzer found worth keeping, anew in every build (CONTRIBUTING, Fuzzing). */
@Tag("T-12")
class StrangersBytesTest {

  @Test
  void read_everythingThatFuzzingKept_isAnswered() throws Exception {
    List<byte[]> corpus = corpus();

    assertThat(corpus).hasSizeGreaterThan(100);
    for (byte[] input : corpus) {
      assertThatCode(() -> StrangersBytes.fuzzerTestOneInput(input)).doesNotThrowAnyException();
    }
  }

  @Test
  void read_wellFormedSeeds_areAnswered() throws Exception {
    for (byte[] seed : StrangersBytes.seeds()) {
      assertThatCode(() -> StrangersBytes.fuzzerTestOneInput(seed)).doesNotThrowAnyException();
    }
  }

  private static List<byte[]> corpus() throws Exception {
    List<byte[]> inputs = new ArrayList<>();
    try (InputStream file = StrangersBytesTest.class.getResourceAsStream("/fuzz-corpus.zip");
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        inputs.add(zip.readAllBytes());
      }
    }
    return inputs;
  }
}
