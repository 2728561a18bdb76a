package mosaic.gateway.problem.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a body that is not the JSON that a call takes, in our own words. */
final class JsonRefusal {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern DUPLICATE = Pattern.compile("^Duplicate field '(.*)'");

  private JsonRefusal() {}

  static ProblemException of(JsonProcessingException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException problem) {
        return problem;
      }
    }
    if (isTooLong(failure)) {
      return new ProblemException(
          ProblemCode.BODY_TOO_LARGE, "The body is too large.", "Send less in one call.");
    }
    Field field = new Field(path(failure));
    return switch (failure) {
      case UnrecognizedPropertyException unknown -> field.refused(unknownKey(unknown));
      case InvalidFormatException wrong ->
          field.refused("expected " + expected(wrong.getTargetType()));
      case MismatchedInputException wrong when wrong.getTargetType() != null ->
          field.refused("expected " + expected(wrong.getTargetType()));
      default -> syntax(failure);
    };
  }

  /** Jackson has one type for all its limits. */
  private static boolean isTooLong(Throwable failure) {
    return failure instanceof StreamConstraintsException
        ? String.valueOf(failure.getMessage()).startsWith("Document length")
        : failure.getCause() != null && isTooLong(failure.getCause());
  }

  private static String unknownKey(UnrecognizedPropertyException unknown) {
    String known =
        unknown.getKnownPropertyIds() == null
            ? ""
            : unknown.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", ", "; known are ", ""));
    return "unknown key " + Field.quoted(unknown.getPropertyName()) + known;
  }

  private static ProblemException syntax(JsonProcessingException failure) {
    JsonLocation at = failure.getLocation();
    String where =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    var duplicate = DUPLICATE.matcher(String.valueOf(failure.getOriginalMessage()));
    return ProblemException.invalid(
        duplicate.find()
            ? "The body has the key " + Field.quoted(duplicate.group(1)) + " twice" + where + "."
            : "The body is not one JSON document, or too deep or long" + where + ".",
        "Mend the document; every key may appear once in an object.");
  }

  /** The JSON path of the value that was being read. */
  private static String path(JsonProcessingException failure) {
    Stream<JsonMappingException.Reference> references =
        failure instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
            : Stream.empty();
    return references.map(JsonRefusal::step).collect(Collectors.joining("", "$", ""));
  }

  private static String step(JsonMappingException.Reference reference) {
    String key = reference.getFieldName();
    if (key == null) {
      return reference.getIndex() < 0 ? "" : "[" + reference.getIndex() + "]";
    }
    return PLAIN_KEY.matcher(key).matches() ? "." + key : "[" + Field.quoted(key) + "]";
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    return switch (type.getSimpleName()) {
      case "String" -> "a text";
      case "UUID" -> "an id (a lower-case UUID)";
      case "Integer", "int", "Long", "long" -> "a whole number";
      case "Boolean", "boolean" -> "true or false";
      case "List", "ArrayList" -> "a list";
      case "Instant" -> "a time (RFC 3339)";
      default -> "an object";
    };
  }
}
