package mosaic.cli.imports.jsonl;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a line may say of a row. */
enum Member {
  KEY,
  TITLE,
  BODY,
  STATUS,
  TEAM,
  NOTE_KEY,
  SECRET;

  private static final Map<String, Member> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Member::text, Function.identity()));

  static final String NAMES =
      Arrays.stream(values()).map(Member::text).collect(Collectors.joining(", "));

  static Optional<Member> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Its name in JSON. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
