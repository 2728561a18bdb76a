package mosaic.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What {@code mosaic demo} was asked to do.
 *
 * @param exit whether it ends after the tour
 * @param documents the folder of Markdown that is imported
 */
record DemoOptions(boolean exit, Path documents) {
  static final String HELP =
      """
      Usage: mosaic demo [--exit] [--import DIR]
      Start two gateways on this machine and show what they do for each other.
            --exit         end after the tour, instead of staying up until Ctrl-C
            --import=DIR   import the Markdown files of this folder (default: this project's docs)
        -h, --help         show this text
      Nothing is left behind: all state is in a temporary directory.
      """;

  /**
   * @throws HarnessException for words that mean nothing, with the reason
   */
  static DemoOptions parse(List<String> words) {
    Deque<String> left = new ArrayDeque<>(words);
    boolean exit = false;
    Path documents = ProjectRoot.path().resolve("docs");
    while (!left.isEmpty()) {
      String word = left.removeFirst();
      if (word.equals("--exit")) {
        exit = true;
      } else if (word.startsWith("--import=")) {
        documents = folder(word.substring("--import=".length()));
      } else if (word.equals("--import") && !left.isEmpty()) {
        documents = folder(left.removeFirst());
      } else {
        throw new HarnessException(
            "demo does not understand '%s'; try: mosaic demo --help".formatted(word));
      }
    }
    return new DemoOptions(exit, documents);
  }

  private static Path folder(String name) {
    Path folder = Path.of(name).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new HarnessException("--import needs a folder, and '%s' is none".formatted(name));
    }
    return folder;
  }
}
