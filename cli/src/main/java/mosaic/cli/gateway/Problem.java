package mosaic.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** An RFC 9457 problem document, from the gateway or made here in the same shape. */
public record Problem(ObjectNode document) {

  /** A problem that this side found. */
  public static Problem local(String code, String title, String detail, String remedy) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("type", "urn:mosaic:problem:" + code);
    document.put("title", title);
    document.put("code", code);
    if (!detail.isEmpty()) {
      document.put("detail", detail);
    }
    if (!remedy.isEmpty()) {
      document.put("remedy", remedy);
    }
    return new Problem(document);
  }

  /** A refusal by something that did not answer with a problem document. */
  static Problem ofBareStatus(int httpStatus) {
    Problem problem =
        local(
            "unknown",
            "The gateway answered with HTTP status " + httpStatus,
            "the answer holds no problem document, so it may not come from a gateway",
            "check the URL of the profile with `mosaic whoami`");
    problem.document.put("status", httpStatus);
    return problem;
  }

  /** The same problem, with a remedy where it has none. */
  Problem withDefaultRemedy(String remedy) {
    if (remedy().isPresent()) {
      return this;
    }
    ObjectNode copy = document.deepCopy();
    copy.put("remedy", remedy);
    return new Problem(copy);
  }

  public String title() {
    return text("title").orElse("The gateway refused");
  }

  public String code() {
    return text("code").orElse("unknown");
  }

  public Optional<String> detail() {
    return text("detail");
  }

  public Optional<String> path() {
    return text("path");
  }

  public Optional<String> remedy() {
    return text("remedy");
  }

  public Optional<String> traceId() {
    return text("trace_id");
  }

  private Optional<String> text(String name) {
    JsonNode value = document.get(name);
    return value != null && value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }
}
