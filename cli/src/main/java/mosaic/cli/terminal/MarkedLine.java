package mosaic.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** A line of untrusted text of which some pieces stand out, where there is a screen to show it. */
public final class MarkedLine {
  private static final String BOLD = "\u001b[1m";
  private static final String NOT_BOLD = "\u001b[22m";

  private final List<Piece> pieces = new ArrayList<>();

  private record Piece(String text, boolean marked) {}

  public MarkedLine add(String text, boolean marked) {
    pieces.add(new Piece(SafeText.line(text), marked));
    return this;
  }

  public boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** As much of the line as fits; marked pieces are bold, if that is wanted. */
  public String show(int columns, boolean bold) {
    StringBuilder line = new StringBuilder();
    int left = columns;
    for (Piece piece : pieces) {
      if (left <= 0) {
        break;
      }
      String text = DisplayWidth.cut(piece.text(), left);
      line.append(bold && piece.marked() ? BOLD + text + NOT_BOLD : text);
      left -= DisplayWidth.of(piece.text());
    }
    return line.toString().stripTrailing();
  }
}
