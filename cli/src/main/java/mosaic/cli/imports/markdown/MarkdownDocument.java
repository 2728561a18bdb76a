package mosaic.cli.imports.markdown;

import java.util.List;
import java.util.Optional;

/** What a Markdown text says that matters here: its first heading and its task list items. */
record MarkdownDocument(Optional<String> heading, List<TaskItem> tasks) {
  MarkdownDocument {
    tasks = List.copyOf(tasks);
  }

  /** One {@code - [ ]} or {@code - [x]} item; the text is plain and on one line. */
  record TaskItem(String text, boolean done) {}
}
