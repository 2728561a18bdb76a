package mosaic.gateway.search;

import java.util.ArrayList;
import java.util.List;
import mosaic.gateway.resource.Item;

/**
 * Some words of a row around what was found in it, as pieces of text: nothing in them is markup,
 * and nothing has to be escaped.
 *
 * @param segments at most {@value #MOST_SEGMENTS}, with at most {@value #MOST_CHARACTERS}
 *     characters together
 */
public record Snippet(List<Segment> segments) {
  /** The most pieces. */
  public static final int MOST_SEGMENTS = 64;

  /** The most characters (code points) of all pieces together. */
  public static final int MOST_CHARACTERS = 400;

  /** Nothing at all. */
  public static final Snippet EMPTY = new Snippet(List.of());

  /** How much is kept before the first match. */
  private static final int MOST_BEFORE = 100;

  private static final String CUT = "…";

  /**
   * A piece of text.
   *
   * @param text not empty
   * @param match whether it is what was searched for
   */
  public record Segment(String text, boolean match) {
    @Override
    public String toString() {
      return "Segment[redacted]";
    }
  }

  /** Takes what is within the bounds only. */
  public Snippet {
    segments = List.copyOf(segments);
    if (!isWithinBounds(segments)) {
      throw new IllegalArgumentException("a snippet out of bounds");
    }
  }

  /** Whether these can be a snippet. */
  public static boolean isWithinBounds(List<Segment> segments) {
    return segments.size() <= MOST_SEGMENTS
        && segments.stream().noneMatch(segment -> segment.text().isEmpty())
        && segments.stream().mapToInt(segment -> length(segment.text())).sum() <= MOST_CHARACTERS;
  }

  /** Whether anything in it is what was searched for. */
  public boolean hasMatch() {
    return segments.stream().anyMatch(Segment::match);
  }

  /** The beginning of a row's body, or its title where there is no body, with nothing marked. */
  public static Snippet beginningOf(Item item) {
    return beginningOf(item.body().isBlank() ? item.title() : item.body());
  }

  static Snippet beginningOf(String text) {
    // Not the whole of it: a body may have a million characters.
    int most = Math.min(8 * MOST_CHARACTERS, text.codePointCount(0, text.length()));
    return ofMarked(firstOf(text, most), '\0', '\0');
  }

  /**
   * Reads a text in which matches stand between two signs that are nowhere else in it.
   *
   * @param begin comes before each match
   * @param end comes after each match
   */
  public static Snippet ofMarked(String marked, char begin, char end) {
    List<Segment> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean match = false;
    boolean space = true;
    for (int i = 0; i < marked.length(); i++) {
      char c = marked.charAt(i);
      if (c == begin || c == end) {
        add(pieces, piece.toString(), match);
        piece.setLength(0);
        match = c == begin;
      } else if (!Character.isWhitespace(c)) {
        piece.append(c);
        space = false;
      } else if (!space) {
        piece.append(' ');
        space = true;
      }
    }
    add(pieces, piece.toString(), match);
    return bounded(pieces);
  }

  private static void add(List<Segment> pieces, String text, boolean match) {
    if (!text.isEmpty()) {
      pieces.add(new Segment(text, match));
    }
  }

  /** A text may have a single word, or a run of signs, of any length. */
  private static Snippet bounded(List<Segment> pieces) {
    List<Segment> kept = new ArrayList<>();
    int left = MOST_CHARACTERS;
    for (Segment piece : pieces) {
      String text = piece.text();
      boolean leads = kept.isEmpty() && !piece.match() && pieces.size() > 1;
      if (leads && length(text) > MOST_BEFORE) {
        text = CUT + lastOf(text, MOST_BEFORE - 1);
      }
      if (length(text) > left || kept.size() == MOST_SEGMENTS) {
        if (left > 1 && kept.size() < MOST_SEGMENTS) {
          kept.add(new Segment(firstOf(text, left - 1) + CUT, piece.match()));
        }
        break;
      }
      kept.add(new Segment(text, piece.match()));
      left -= length(text);
    }
    return new Snippet(kept);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String firstOf(String text, int characters) {
    return text.substring(0, text.offsetByCodePoints(0, characters));
  }

  private static String lastOf(String text, int characters) {
    return text.substring(text.offsetByCodePoints(text.length(), -characters));
  }

  @Override
  public String toString() {
    return "Snippet[" + segments.size() + " segments]";
  }
}
