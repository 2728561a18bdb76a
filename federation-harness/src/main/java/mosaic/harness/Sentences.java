package mosaic.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Lines of real documents, with the words and lengths that people write; made up ones where the
 * documents are not there. The same ones each time.
 */
final class Sentences {
  private static final int MOST = 20_000;
  private static final int FEWEST_WORDS = 3;
  private static final int MOST_CHARACTERS = 400;
  private static final int MADE_UP_WORDS = 5_000;
  private static final long SEED = 5;

  private Sentences() {}

  static List<String> read(Path directory) {
    if (!SharedData.hasKubernetesCommunity()) {
      return madeUp();
    }
    try (Stream<Path> files = Files.walk(SharedData.kubernetesCommunity(directory))) {
      List<String> all = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        // Whatever the bytes are: this is only to have words.
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
            .lines()
            .map(line -> line.replaceAll("[^ -~]+", " ").replaceAll("[\\s#*_|>`-]+", " ").strip())
            .filter(line -> line.split(" ", -1).length >= FEWEST_WORDS)
            .map(line -> line.substring(0, Math.min(MOST_CHARACTERS, line.length())))
            .forEach(all::add);
      }
      int step = Math.max(1, all.size() / MOST);
      return Stream.iterate(0, at -> at < all.size(), at -> at + step).map(all::get).toList();
    } catch (IOException unreadable) {
      throw new HarnessException("The documents could not be read", unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted", interrupted);
    }
  }

  private static List<String> madeUp() {
    Random random = new Random(SEED);
    List<String> words = Stream.generate(() -> word(random)).limit(MADE_UP_WORDS).toList();
    return Stream.generate(() -> sentence(random, words)).limit(MOST).toList();
  }

  private static String word(Random random) {
    return random
        .ints(2 + random.nextInt(9), 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Few words are frequent and most are rare. */
  private static String sentence(Random random, List<String> words) {
    return String.join(
        " ",
        Stream.generate(() -> words.get((int) (words.size() * Math.pow(random.nextDouble(), 3))))
            .limit(FEWEST_WORDS + random.nextInt(20))
            .toList());
  }
}
