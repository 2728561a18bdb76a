package mosaic.gateway.federation.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.wire.WireId;
import org.jspecify.annotations.Nullable;

/**
 * A stranger's JSON object. Reading it takes bounded work and memory: depth, tokens, lengths, no
 * key twice, nothing after it. Each accessor takes one type and nothing that could be made into it.
 * Members that nobody asks for go nowhere.
 */
final class StrictJson {
  /** The longest text anywhere: the body of an item. */
  static final int MOST_CHARACTERS = 1024 * 1024;

  private static final int MOST_DEPTH = 16;
  private static final int MOST_TOKENS = 100_000;
  private static final int MOST_NAME_CHARACTERS = 128;
  private static final int MOST_NUMBER_CHARACTERS = 32;

  private static final Pattern INSTANT =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?Z");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_DEPTH)
                          .maxTokenCount(MOST_TOKENS)
                          .maxStringLength(MOST_CHARACTERS)
                          .maxNameLength(MOST_NAME_CHARACTERS)
                          .maxNumberLength(MOST_NUMBER_CHARACTERS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private StrictJson(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a document.
   *
   * @throws AnswerRefused unless it is one JSON object within bounds
   */
  static StrictJson read(byte[] document) {
    JsonNode root;
    try {
      root = MAPPER.readTree(document);
    } catch (IOException malformed) {
      throw new AnswerRefused(Defect.JSON);
    }
    return object(root);
  }

  /** The objects of a list, of which there are at most so many. */
  Iterable<StrictJson> objects(String member, int most) {
    JsonNode list = require(member);
    if (!list.isArray() || list.size() > most) {
      throw refused();
    }
    return list.valueStream().map(StrictJson::object).toList();
  }

  /** The texts of a list, of which there are at most so many. */
  Iterable<String> texts(String member, int most) {
    JsonNode list = require(member);
    if (!list.isArray() || list.size() > most) {
      throw refused();
    }
    return list.valueStream().map(StrictJson::string).toList();
  }

  /** As {@link #texts}, but null and absent are none. */
  Iterable<String> optionalTexts(String member, int most) {
    return isAbsent(member) ? List.of() : texts(member, most);
  }

  StrictJson object(String member) {
    return object(require(member));
  }

  Optional<StrictJson> optionalObject(String member) {
    return isAbsent(member) ? Optional.empty() : Optional.of(object(member));
  }

  boolean flag(String member) {
    JsonNode value = require(member);
    if (!value.isBoolean()) {
      throw refused();
    }
    return value.booleanValue();
  }

  /** False, too, where it is not there. */
  boolean optionalFlag(String member) {
    return !isAbsent(member) && flag(member);
  }

  int number(String member, int least, int most) {
    JsonNode value = require(member);
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw refused();
    }
    return value.intValue();
  }

  /** As {@link #number}, but null and absent are none. */
  Optional<Integer> optionalNumber(String member, int least, int most) {
    return isAbsent(member) ? Optional.empty() : Optional.of(number(member, least, most));
  }

  double decimal(String member, double least, double most) {
    JsonNode value = require(member);
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= least && number <= most)) {
      throw refused();
    }
    return number;
  }

  /** A text of so many characters (code points). */
  String text(String member, int least, int most) {
    String text = string(require(member));
    int characters = text.codePointCount(0, text.length());
    if (characters < least || characters > most) {
      throw refused();
    }
    return text;
  }

  /** As {@link #text}, but null and absent are null. */
  @Nullable String optionalText(String member, int least, int most) {
    return isAbsent(member) ? null : text(member, least, most);
  }

  UUID id(String member) {
    return WireId.parse(string(require(member))).orElseThrow(StrictJson::refused);
  }

  Optional<UUID> optionalId(String member) {
    return isAbsent(member) ? Optional.empty() : Optional.of(id(member));
  }

  /** A time in UTC, to the microsecond at most. */
  Instant time(String member) {
    String text = string(require(member));
    if (!INSTANT.matcher(text).matches()) {
      throw refused();
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException impossible) {
      throw refused();
    }
  }

  static AnswerRefused refused() {
    return new AnswerRefused(Defect.CONTENT);
  }

  private boolean isAbsent(String member) {
    JsonNode value = object.get(member);
    return value == null || value.isNull();
  }

  private JsonNode require(String member) {
    JsonNode value = object.get(member);
    if (value == null) {
      throw refused();
    }
    return value;
  }

  private static StrictJson object(@Nullable JsonNode node) {
    if (node == null || !node.isObject()) {
      throw refused();
    }
    return new StrictJson(node);
  }

  /** Half a surrogate pair is in no text that can be passed on. */
  private static String string(JsonNode node) {
    if (!node.isTextual() || !StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue())) {
      throw refused();
    }
    return node.textValue();
  }
}
