package mosaic.cli.imports.markdown;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mosaic.cli.imports.DerivedKey;
import mosaic.cli.imports.ImportItem;
import mosaic.cli.imports.ItemRules;
import mosaic.cli.imports.Place;

/** Turns one file into a note and its tasks, in the shape and within the limits of the API. */
final class FileImport {
  private static final int HASH_DIGITS = 16;
  private static final String NO_TEXT = "(no text)";

  private final MarkdownReader reader = new MarkdownReader();
  private final boolean teamByFolder;

  FileImport(boolean teamByFolder) {
    this.teamByFolder = teamByFolder;
  }

  /** The reason for which a file at this path cannot be imported, if there is one. */
  Optional<String> refusal(String path) {
    return team(path).filter(name -> name.length() > ItemRules.LONGEST_TEAM).isPresent()
        ? Optional.of("the name of its team would be longer than " + ItemRules.LONGEST_TEAM)
        : Optional.empty();
  }

  /** The note first, as its tasks refer to it. */
  List<ImportItem> items(String path, String text) {
    Place place = new Place.File(path);
    Optional<String> team = team(path);
    MarkdownDocument document = reader.read(text);
    String heading = document.heading().orElseGet(() -> nameOf(path));
    List<ImportItem> items = new ArrayList<>(document.tasks().size() + 1);
    items.add(
        ImportItem.note(
            place,
            path,
            heading.substring(0, ItemRules.titleEnd(heading)),
            text,
            team.orElse(null)));
    Map<String, Integer> occurrences = new HashMap<>();
    for (MarkdownDocument.TaskItem task : document.tasks()) {
      int occurrence = occurrences.merge(task.text(), 1, Integer::sum) - 1;
      items.add(task(path, team, task, occurrence));
    }
    return items;
  }

  private static ImportItem task(
      String path, Optional<String> team, MarkdownDocument.TaskItem task, int occurrence) {
    String key =
        path + "#" + DerivedKey.sha256(task.text()).substring(0, HASH_DIGITS) + "-" + occurrence;
    String title = task.text().isEmpty() ? NO_TEXT : task.text();
    int cut = ItemRules.titleEnd(title);
    return ImportItem.task(
        new Place.File(path),
        key,
        title.substring(0, cut),
        title.substring(cut),
        task.done(),
        team.orElse(null),
        path);
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
}
