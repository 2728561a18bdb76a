package mosaic.gateway.embedding;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Turns texts into vectors whose cosine says how alike two texts are. The same embedder serves rows
 * and queries.
 */
public interface Embedder {
  /** The most texts of one call. */
  int MOST_TEXTS = 64;

  /** The most characters of a text that count; what follows is left out. */
  int MOST_CHARACTERS = 8000;

  /**
   * Names the space of the vectors. Those of two models cannot be compared, so another name has
   * every row embedded anew.
   */
  String model();

  /** The length of every vector, 1…2000. */
  int dimension();

  /**
   * Embeds texts; completes on any thread.
   *
   * @param texts 1…{@value #MOST_TEXTS}, none of them empty
   * @return a vector each, in the same order: finite numbers, not all of them zero. Fails with
   *     {@link EmbedderFailure}
   */
  Uni<List<float[]>> embed(List<String> texts);

  /** The part of a text that counts. */
  static String beginning(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    boolean halves = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    return text.substring(0, halves ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }
}
