package mosaic.cli.row;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.NoSuchElementException;
import java.util.Optional;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;

/** One page, or each until the last. */
final class PageReader {
  private final Gateway gateway;
  private final ApiPath path;
  private final boolean toTheEnd;
  private Optional<String> cursor;
  private boolean done;

  PageReader(Gateway gateway, ApiPath path, Optional<String> cursor, boolean toTheEnd) {
    this.gateway = gateway;
    this.path = path;
    this.cursor = cursor;
    this.toTheEnd = toTheEnd;
  }

  boolean hasNext() {
    return !done;
  }

  ObjectNode next() {
    if (done) {
      throw new NoSuchElementException();
    }
    ObjectNode page = gateway.get(path.with("cursor", cursor));
    String following = Json.text(page, "next");
    if (toTheEnd && cursor.isPresent() && cursor.get().equals(following)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          Problem.local(
              "answer-not-understood",
              "The gateway's answer cannot be used",
              "a page says that it follows itself",
              ""));
    }
    done = !toTheEnd || following.isEmpty();
    cursor = Optional.of(following).filter(text -> !text.isEmpty());
    return page;
  }
}
