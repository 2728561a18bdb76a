package mosaic.cli.imports.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object of texts. Anything nested is refused as soon as it starts, so that depth costs
 * nothing.
 */
final class FlatObject {
  private static final int LONGEST_NAME_SHOWN = 40;

  /** Without what was read in its messages: it may be a secret. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  private FlatObject() {}

  /** The members that are not null. */
  static Map<Member, String> parse(String line) throws LineRefused {
    try (JsonParser parser = JSON.createParser(line)) {
      return read(parser);
    } catch (JsonProcessingException malformed) {
      int column = malformed.getLocation() == null ? 0 : malformed.getLocation().getColumnNr();
      throw new LineRefused("not JSON, from character " + column + " on");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Map<Member, String> read(JsonParser parser) throws IOException, LineRefused {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new LineRefused("not a JSON object");
    }
    Map<Member, String> members = new EnumMap<>(Member.class);
    Set<Member> met = EnumSet.noneOf(Member.class);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Member member = member(parser.currentName());
      if (!met.add(member)) {
        throw new LineRefused(member.text() + " is there twice");
      }
      switch (parser.nextToken()) {
        case VALUE_STRING -> members.put(member, parser.getText());
        case VALUE_NULL -> {}
        case START_OBJECT, START_ARRAY ->
            throw new LineRefused(member.text() + " is an object or a list, not a text");
        default -> throw new LineRefused(member.text() + " is not a text in quotes");
      }
    }
    if (parser.nextToken() != null) {
      throw new LineRefused("something follows the JSON object");
    }
    return members;
  }

  private static Member member(String name) throws LineRefused {
    String shown =
        name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) + "…" : name;
    return Member.of(name)
        .orElseThrow(
            () -> new LineRefused("unknown field '" + shown + "'; known are " + Member.NAMES));
  }
}
