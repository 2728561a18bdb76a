package mosaic.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/** What a gateway answered. Header names are in lower case. */
public record Answer(int status, Map<String, List<String>> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new HarnessException("Not JSON: " + this, e);
    }
  }

  /** The stable code of a problem. */
  public String code() {
    return json().path("code").asText();
  }

  /** This answer, when it has the status that the caller cannot do without. */
  public Answer expect(int expected) {
    if (status != expected) {
      throw new HarnessException("Expected " + expected + ", got " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return status + " " + body;
  }
}
