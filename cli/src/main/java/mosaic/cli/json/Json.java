package mosaic.cli.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import mosaic.cli.terminal.SafeText;

/** Trees in, trees out: no classes are bound, so that unknown members of an answer pass through. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
          .build();
  private static final ObjectWriter PRETTY =
      MAPPER.writer(
          new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The document, refused when it is malformed, repeats a name or has something after it. */
  public static JsonNode read(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  /** The document when it is an object; empty for everything else. */
  public static Optional<ObjectNode> readObject(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes) instanceof ObjectNode node
          ? Optional.of(node)
          : Optional.empty();
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree is always writable", impossible);
    }
  }

  /** For people and programs: indented, and with nothing in it that a terminal would obey. */
  public static String pretty(JsonNode node) {
    try {
      return escaped(PRETTY.writeValueAsString(node));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree is always writable", impossible);
    }
  }

  /** The text as a JSON string. */
  public static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /** A member's text, or an empty string when there is none. */
  public static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNull() || value.isMissingNode() ? "" : value.asText();
  }

  /** JSON leaves characters from 7F on as they are; within strings an escape means the same. */
  private static String escaped(String json) {
    if (json.codePoints().noneMatch(Json::mustBeEscaped)) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            codePoint -> {
              if (mustBeEscaped(codePoint)) {
                escaped.append(String.format("\\u%04x", codePoint));
              } else {
                escaped.appendCodePoint(codePoint);
              }
            });
    return escaped.toString();
  }

  private static boolean mustBeEscaped(int codePoint) {
    return codePoint != '\n' && codePoint != '\r' && SafeText.isHarmful(codePoint);
  }
}
