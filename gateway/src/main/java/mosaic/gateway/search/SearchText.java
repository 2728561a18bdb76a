package mosaic.gateway.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;

/**
 * What a person searches for. Every text is one: words, all of which have to occur; {@code "a
 * phrase"}; {@code -word} and {@code -"a phrase"}, which must not; {@code word*}, a beginning;
 * {@code or} between two of these. Signs that mean nothing where they stand are passed over.
 *
 * @param typed as it was typed
 * @param terms in the order of the text, at most {@value #MOST_TERMS}
 */
public record SearchText(String typed, List<Term> terms) {
  /** The longest text, in bytes of UTF-8: it travels in a URL. */
  public static final int MOST_BYTES = 1000;

  /** What follows is passed over: each term costs something for each row. */
  static final int MOST_TERMS = 64;

  /** Takes a private copy. */
  public SearchText {
    terms = List.copyOf(terms);
    if (terms.size() > MOST_TERMS) {
      throw new IllegalArgumentException("more than " + MOST_TERMS + " terms");
    }
  }

  /**
   * Reads a text that came in a request.
   *
   * @throws ProblemException when it is blank, too long, or nothing that PostgreSQL can take
   */
  public static SearchText of(Field field, String typed) {
    int bytes = field.storable(typed).getBytes(StandardCharsets.UTF_8).length;
    if (typed.isBlank() || bytes > MOST_BYTES) {
      throw ProblemException.invalid(
          "q is missing, blank, or longer than %d bytes of UTF-8.".formatted(MOST_BYTES),
          "Say in it what to search for.");
    }
    return parse(typed);
  }

  /** Reads any text; of one that says nothing there are no terms. */
  static SearchText parse(String typed) {
    return new SearchText(typed, new Parser(typed).terms());
  }

  @Override
  public String toString() {
    return "SearchText[" + terms.size() + " terms]";
  }

  /** One pass over a text, from left to right. */
  private static final class Parser {
    private final String typed;
    private final List<Term> terms = new ArrayList<>();
    private int position;
    private int group;
    private boolean alternative;

    Parser(String typed) {
      this.typed = typed;
    }

    List<Term> terms() {
      while (terms.size() < MOST_TERMS && skipSpace()) {
        boolean negated = typed.charAt(position) == '-' && isWithin(position + 1);
        if (negated) {
          position++;
        }
        if (typed.charAt(position) == '"') {
          add(phrase(), false, negated);
        } else {
          addWord(word(), negated);
        }
      }
      return terms;
    }

    /** Whether something follows there that is not a space. */
    private boolean isWithin(int place) {
      return place < typed.length() && !isSpace(typed.charAt(place));
    }

    private boolean skipSpace() {
      while (position < typed.length() && isSpace(typed.charAt(position))) {
        position++;
      }
      return position < typed.length();
    }

    /** To the closing quote; where there is none, to the end. */
    private String phrase() {
      int close = typed.indexOf('"', position + 1);
      int end = close < 0 ? typed.length() : close;
      String phrase = typed.substring(position + 1, end);
      position = end + 1;
      return phrase;
    }

    private String word() {
      int begin = position;
      while (isWithin(position) && typed.charAt(position) != '"') {
        position++;
      }
      return typed.substring(begin, position);
    }

    private void addWord(String word, boolean negated) {
      if (!negated && word.equalsIgnoreCase("or")) {
        alternative = !terms.isEmpty();
        return;
      }
      int end = word.length();
      while (end > 0 && word.charAt(end - 1) == '*') {
        end--;
      }
      add(word.substring(0, end), end < word.length(), negated);
    }

    private void add(String text, boolean prefix, boolean negated) {
      if (!text.isBlank()) {
        group += alternative ? 0 : 1;
        alternative = false;
        terms.add(new Term(text, group, prefix, negated));
      }
    }

    private static boolean isSpace(char c) {
      return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
  }
}
