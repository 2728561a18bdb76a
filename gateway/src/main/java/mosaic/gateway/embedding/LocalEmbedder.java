package mosaic.gateway.embedding;

import io.smallrye.mutiny.Uni;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Embeds without a model: words and the character trigrams in them, each hashed to one place of the
 * vector and a sign (feature hashing, Weinberger et al. 2009), counted sublinearly, scaled to
 * length 1. The same text gives the same vector on every machine.
 *
 * <p>It finds texts that share words, word stems and misspellings, in any language; scripts that
 * are written without spaces are cut into single characters and pairs. It does not know what words
 * mean: "car" does not find "automobile", nor a text its translation; it does not know which words
 * are rare; and with a short vector unlike texts collide a little.
 */
public final class LocalEmbedder implements Embedder {
  /** Changes whenever the same text would get another vector. */
  private static final String MODEL = "local-1";

  /** All trigrams of a word together weigh about as much as the word itself. */
  private static final int TRIGRAM = 3;

  private static final Set<UnicodeScript> WITHOUT_SPACES =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  private final int dimension;

  /** Gives vectors of this length. */
  public LocalEmbedder(int dimension) {
    this.dimension = dimension;
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  /** On a thread of its own: a full call takes longer than an event loop may be held up. */
  @Override
  public Uni<List<float[]>> embed(List<String> texts) {
    return Uni.createFrom()
        .item(() -> texts.stream().map(this::vector).toList())
        .runSubscriptionOn(Thread::startVirtualThread);
  }

  float[] vector(String text) {
    Features features = new Features();
    features.addAll(normalised(Embedder.beginning(text)));
    double[] sums = new double[dimension];
    features.weights.forEach((feature, weight) -> add(sums, feature, weight.value()));
    if (length(sums) == 0) {
      // Nothing but signs, or features that cancel out: still a text of its own.
      add(sums, text.strip(), 1);
    }
    return scaled(sums);
  }

  /** Letters that look or mean the same become the same (UAX #15, NFKC), whatever their case. */
  private static String normalised(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC);
  }

  private void add(double[] sums, String feature, double weight) {
    long hash = hash(feature);
    int place = (int) Long.remainderUnsigned(hash >>> 1, dimension);
    sums[place] += (hash & 1) == 0 ? weight : -weight;
  }

  /** FNV-1a over UTF-16 with the finaliser of MurmurHash3, so that every bit of it counts. */
  private static long hash(String feature) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < feature.length(); i++) {
      hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  private static double length(double[] sums) {
    double squares = 0;
    for (double sum : sums) {
      squares += sum * sum;
    }
    return Math.sqrt(squares);
  }

  private static float[] scaled(double[] sums) {
    double length = length(sums);
    float[] vector = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      vector[i] = (float) (sums[i] / length);
    }
    return vector;
  }

  /** How often a feature occurs, and what one occurrence weighs. */
  private record Weight(double once, int times) {
    /** StrictMath: the last bit of Math.log is left to the machine. */
    double value() {
      return once * (1 + StrictMath.log(times));
    }
  }

  /** The features of a text, in the order of their first occurrence. */
  private static final class Features {
    private final Map<String, Weight> weights = new LinkedHashMap<>();

    private void addAll(String text) {
      int[] characters = text.codePoints().toArray();
      int start = 0;
      for (int i = 0; i <= characters.length; i++) {
        boolean ends =
            i == characters.length
                || !isOfWord(characters[i])
                || (i > start && spaceless(characters[i]) != spaceless(characters[i - 1]));
        if (ends) {
          addRun(characters, start, i);
          start = i < characters.length && isOfWord(characters[i]) ? i : i + 1;
        }
      }
    }

    private void addRun(int[] characters, int start, int end) {
      if (start >= end) {
        return;
      }
      if (spaceless(characters[start])) {
        addParts(characters, start, end, 1, "c", 1);
        addParts(characters, start, end, 2, "c", 1);
        return;
      }
      String word = new String(characters, start, end - start);
      add("w" + word, 1);
      int[] padded = (" " + word + " ").codePoints().toArray();
      int trigrams = Math.max(1, padded.length - TRIGRAM + 1);
      addParts(padded, 0, padded.length, TRIGRAM, "t", 1 / Math.sqrt(trigrams));
    }

    private void addParts(int[] of, int start, int end, int size, String kind, double weight) {
      for (int i = start; i + size <= end; i++) {
        add(kind + new String(of, i, size), weight);
      }
    }

    /** A part of several words weighs as in the first of them. */
    private void add(String feature, double weight) {
      weights.merge(
          feature, new Weight(weight, 1), (old, one) -> new Weight(old.once(), old.times() + 1));
    }

    private static boolean isOfWord(int character) {
      return Character.isLetterOrDigit(character)
          || Character.getType(character) == Character.NON_SPACING_MARK
          || Character.getType(character) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean spaceless(int character) {
      return WITHOUT_SPACES.contains(UnicodeScript.of(character));
    }
  }
}
