package mosaic.cli.imports.markdown;

import mosaic.cli.terminal.SafeText;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** The words of a heading or paragraph without its markup, on one line. */
final class PlainText extends AbstractVisitor {
  private final StringBuilder words = new StringBuilder();

  private PlainText() {}

  /** Where nothing is left but markup, such as a lone comment, that markup itself is the text. */
  static String of(Node block) {
    PlainText plain = new PlainText();
    plain.visitChildren(block);
    String text = oneLine(plain.words);
    return text.isEmpty() ? markup(block) : text;
  }

  @Override
  public void visit(Text text) {
    words.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    words.append(code.getLiteral());
  }

  @Override
  public void visit(SoftLineBreak lineBreak) {
    words.append(' ');
  }

  @Override
  public void visit(HardLineBreak lineBreak) {
    words.append(' ');
  }

  private static String markup(Node block) {
    StringBuilder markup = new StringBuilder();
    block.accept(
        new AbstractVisitor() {
          @Override
          public void visit(HtmlInline html) {
            markup.append(html.getLiteral());
          }

          @Override
          public void visit(Image image) {
            markup.append(image.getDestination());
          }
        });
    return oneLine(markup);
  }

  /** One line without control characters and runs of blanks. */
  private static String oneLine(CharSequence text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              boolean blank =
                  Character.isWhitespace(codePoint)
                      || Character.isSpaceChar(codePoint)
                      || SafeText.isHarmful(codePoint);
              if (!blank) {
                line.appendCodePoint(codePoint);
              } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
              }
            });
    return line.toString().stripTrailing();
  }
}
