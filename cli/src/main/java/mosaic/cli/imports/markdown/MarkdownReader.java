package mosaic.cli.imports.markdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonmark.ext.task.list.items.TaskListItemMarker;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/** Reads CommonMark with task list items; a YAML block at the very top is no Markdown. */
final class MarkdownReader {
  private final Parser parser =
      Parser.builder().extensions(List.of(TaskListItemsExtension.create())).build();

  MarkdownDocument read(String text) {
    Collector collector = new Collector();
    parser.parse(withoutFrontMatter(text)).accept(collector);
    return new MarkdownDocument(Optional.ofNullable(collector.heading), collector.tasks);
  }

  /** Cuts a block between {@code ---} lines: CommonMark would take its last line for a heading. */
  private static String withoutFrontMatter(String text) {
    if (!text.startsWith("---\n") && !text.startsWith("---\r\n")) {
      return text;
    }
    int start = text.indexOf('\n') + 1;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      String line = (end < 0 ? text.substring(start) : text.substring(start, end)).stripTrailing();
      if (line.equals("---") || line.equals("...")) {
        return end < 0 ? "" : text.substring(end + 1);
      }
      if (end < 0) {
        break;
      }
      start = end + 1;
    }
    return text;
  }

  private static final class Collector extends AbstractVisitor {
    private final List<MarkdownDocument.TaskItem> tasks = new ArrayList<>();
    private @Nullable String heading;

    @Override
    public void visit(Heading found) {
      if (heading == null) {
        String text = PlainText.of(found);
        heading = text.isEmpty() ? null : text;
      }
    }

    @Override
    public void visit(ListItem item) {
      if (item.getFirstChild() instanceof TaskListItemMarker marker) {
        Node paragraph = marker.getNext();
        String text = paragraph instanceof Paragraph ? PlainText.of(paragraph) : "";
        tasks.add(new MarkdownDocument.TaskItem(text, marker.isChecked()));
      }
      visitChildren(item);
    }
  }
}
