package mosaic.cli.imports.jsonl;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mosaic.cli.imports.ByteLines;
import mosaic.cli.imports.DerivedKey;
import mosaic.cli.imports.ImportItem;
import mosaic.cli.imports.Importing;
import mosaic.cli.imports.ItemRules;
import mosaic.cli.imports.Place;
import mosaic.cli.imports.SeenKeys;
import mosaic.cli.row.Resource;
import org.jspecify.annotations.Nullable;

/** Makes an item of each line that holds one, and says why the others do not. */
final class LineItems {
  private final Resource resource;
  private final @Nullable String team;
  private final SeenKeys seen = new SeenKeys();

  /**
   * @param team of lines that name none; null for personal rows
   */
  LineItems(Resource resource, @Nullable String team) {
    this.resource = resource;
    this.team = team;
  }

  void read(ByteLines line, Importing into) {
    Place place = new Place.Line(line.number());
    if (line.tooLong()) {
      into.countUnit();
      into.skip(place, "longer than 8 MiB");
      return;
    }
    Optional<String> text = line.text();
    if (text.isPresent() && text.get().isBlank()) {
      return;
    }
    into.countUnit();
    if (text.isEmpty()) {
      into.skip(place, "not UTF-8 text");
      return;
    }
    try {
      ImportItem item = item(place, FlatObject.parse(text.get()));
      Optional<String> refusal = ItemRules.refusal(item).or(() -> repeated(item, line.number()));
      if (refusal.isPresent()) {
        into.skip(place, refusal.get());
      } else {
        into.store(item);
      }
    } catch (LineRefused refused) {
      into.skip(place, refused.reason());
    }
  }

  private ImportItem item(Place place, Map<Member, String> members) throws LineRefused {
    String title = members.get(Member.TITLE);
    if (title == null) {
      throw new LineRefused("title is missing");
    }
    String body = members.getOrDefault(Member.BODY, "");
    String key = members.get(Member.KEY);
    String status = members.get(Member.STATUS);
    return new ImportItem(
        place,
        resource,
        key == null ? DerivedKey.ofText(title, body) : key,
        title,
        body,
        status == null && resource == Resource.TASKS ? ImportItem.OPEN : status,
        members.getOrDefault(Member.TEAM, team),
        members.get(Member.NOTE_KEY),
        members.get(Member.SECRET));
  }

  private Optional<String> repeated(ImportItem item, long line) {
    OptionalLong earlier = seen.add(item.key(), line);
    return earlier.isPresent()
        ? Optional.of(
            "the same row as line "
                + earlier.getAsLong()
                + ", by its key, or by title and body; a key of its own makes it another")
        : Optional.empty();
  }
}
