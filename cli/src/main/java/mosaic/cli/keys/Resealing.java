package mosaic.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Progress;

/**
 * Drives a gateway through its steps of re-sealing. All state is the gateway's, so it may end
 * anywhere.
 */
final class Resealing {
  /** A process that died without a word counts as gone after a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** A value that somebody is changing is passed over; hardly twice. */
  private static final int MOST_PASSES = 10;

  private final Invocation invocation;
  private final Gateway gateway;
  private long resealed;
  private long unreadable;

  Resealing(Invocation invocation, Gateway gateway) {
    this.invocation = invocation;
    this.gateway = gateway;
  }

  /** What was done, and how the lines are then. */
  ObjectNode run() {
    JsonNode keys = awaitSealing();
    for (int pass = 0; pass < MOST_PASSES && remaining(keys) > 0; pass++) {
      pass(remaining(keys));
      keys = show();
    }
    if (remaining(keys) > 0 || unreadable > 0) {
      throw incomplete(keys);
    }
    ObjectNode done = Json.object().put("resealed", resealed);
    done.set("retired", retire());
    done.set("keys", show());
    return done;
  }

  private long remaining(JsonNode keys) {
    return KeyLines.notUnderFirst(keys) - unreadable;
  }

  private ObjectNode show() {
    return gateway.get(ApiPath.of("keys"));
  }

  private JsonNode awaitSealing() {
    Instant end = invocation.clock().instant().plus(PATIENCE);
    JsonNode keys = show();
    boolean told = false;
    while (!KeyLines.firstSeals(keys)) {
      if (!told) {
        told = true;
        invocation
            .terminal()
            .note(
                "line %s seals once every process has read it; waiting"
                    .formatted(KeyLines.first(keys)));
      }
      if (invocation.clock().instant().isAfter(end)) {
        throw new CommandFailure(
            ExitCode.REFUSED,
            Problem.local(
                "master-key-not-everywhere",
                "The first line of the master key does not seal yet",
                "these processes have another first line: "
                    + String.join(", ", KeyLines.lagging(keys)),
                "give every process the same master key; they read it within seconds"));
      }
      pause();
      keys = show();
    }
    return keys;
  }

  private void pass(long total) {
    unreadable = 0;
    long before = resealed;
    try (Progress progress =
        new Progress(invocation.terminal(), invocation.clock(), "values", total)) {
      String position = "";
      do {
        ObjectNode body = Json.object();
        if (!position.isEmpty()) {
          body.put("position", position);
        }
        ObjectNode step = gateway.post(ApiPath.of("keys", "reseal"), body);
        resealed += step.path("resealed").asLong();
        unreadable += step.path("unreadable").asLong();
        position = Json.text(step, "next");
        progress.at(resealed - before, resealed);
      } while (!position.isEmpty());
    }
  }

  private JsonNode retire() {
    Instant end = invocation.clock().instant().plus(PATIENCE);
    ObjectNode answer = gateway.post(ApiPath.of("keys", "retire"), Json.object());
    while (!answer.path("settled").asBoolean() && invocation.clock().instant().isBefore(end)) {
      pause();
      answer = gateway.post(ApiPath.of("keys", "retire"), Json.object());
    }
    return answer.path("retired");
  }

  private CommandFailure incomplete(JsonNode keys) {
    return new CommandFailure(
        ExitCode.REFUSED,
        Problem.local(
            "not-all-resealed",
            "Not everything could be sealed anew",
            unreadable > 0
                ? "%d values do not open under any line of the master key".formatted(unreadable)
                : "%d values were being changed again and again".formatted(remaining(keys)),
            unreadable > 0
                ? "put the line that is missing back into the master key; mosaic keys show names it"
                : "run it again"));
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CommandFailure.usage("interrupted", "Interrupted", "", "run it again");
    }
  }
}
