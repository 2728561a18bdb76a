package mosaic.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;

/** What one run of {@code mosaic} printed, and how it ended. */
public record CliResult(List<String> words, int exit, String output, String error, Duration took) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public CliResult expectSuccess() {
    if (exit != 0) {
      throw new HarnessException(this.toString());
    }
    return this;
  }

  public JsonNode json() {
    try {
      return JSON.readTree(output);
    } catch (JsonProcessingException e) {
      throw new HarnessException("Not JSON: " + this, e);
    }
  }

  @Override
  public String toString() {
    return "mosaic %s ended with exit code %d after %d ms%n%s%s"
        .formatted(String.join(" ", words), exit, took.toMillis(), output, error);
  }
}
