package mosaic.cli.markdown;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns one file into a note and its tasks, in the shape and within the limits of the API. */
final class FileImport {
  static final int LONGEST_TITLE = 500;
  static final int LONGEST_TEAM = 128;
  private static final int HASH_DIGITS = 16;
  private static final String NO_TEXT = "(no text)";

  private final MarkdownReader reader = new MarkdownReader();
  private final boolean teamByFolder;

  FileImport(boolean teamByFolder) {
    this.teamByFolder = teamByFolder;
  }

  /** The reason for which a file at this path cannot be imported, if there is one. */
  Optional<String> refusal(String path) {
    return team(path).filter(name -> name.length() > LONGEST_TEAM).isPresent()
        ? Optional.of("the name of its team would be longer than " + LONGEST_TEAM)
        : Optional.empty();
  }

  /** The note first, as its tasks refer to it. */
  List<ImportItem> items(String path, String text) {
    Optional<String> team = team(path);
    MarkdownDocument document = reader.read(text);
    String heading = document.heading().orElseGet(() -> nameOf(path));
    List<ImportItem> items = new ArrayList<>(document.tasks().size() + 1);
    items.add(new ImportItem.Note(path, heading.substring(0, cut(heading)), text, team));
    Map<String, Integer> occurrences = new HashMap<>();
    for (MarkdownDocument.TaskItem task : document.tasks()) {
      int occurrence = occurrences.merge(task.text(), 1, Integer::sum) - 1;
      items.add(task(path, team, task, occurrence));
    }
    return items;
  }

  private static ImportItem.Task task(
      String path, Optional<String> team, MarkdownDocument.TaskItem task, int occurrence) {
    String key = path + "#" + hash(task.text()) + "-" + occurrence;
    String title = task.text().isEmpty() ? NO_TEXT : task.text();
    int cut = cut(title);
    return new ImportItem.Task(
        key, title.substring(0, cut), title.substring(cut), task.done(), path, team);
  }

  /** Where to cut a title; never within a surrogate pair. */
  private static int cut(String title) {
    if (title.length() <= LONGEST_TITLE) {
      return title.length();
    }
    return Character.isHighSurrogate(title.charAt(LONGEST_TITLE - 1))
        ? LONGEST_TITLE - 1
        : LONGEST_TITLE;
  }

  private Optional<String> team(String path) {
    int slash = path.indexOf('/');
    return teamByFolder && slash > 0 ? Optional.of(path.substring(0, slash)) : Optional.empty();
  }

  /** The file's name without {@code .md}; all of it where nothing else would be left. */
  private static String nameOf(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
