package mosaic.cli.imports;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;

/**
 * Collects items in their order and hands them on in calls that a gateway takes. A gateway stores
 * all items of a call or none; where it names the one that it refuses, the others go without it.
 */
final class Batches {
  static final int MOST_ITEMS = 500;
  static final int MOST_BYTES = 4 << 20;

  /** Each costs another call: who has more has a mistake that runs through the input. */
  static final int MOST_REFUSED = 100;

  private static final Pattern REFUSED_ITEM = Pattern.compile("\\$\\.items\\[([0-9]{1,3})](.*)");

  private final byte[] start;
  private final Consumer<byte[]> send;
  private final BiConsumer<ImportItem, String> refuse;
  private final List<Pending> pending = new ArrayList<>();
  private int bytes;
  private int refused;

  private static final class Pending {
    private final ImportItem item;
    private final byte[] json;

    Pending(ImportItem item, byte[] json) {
      this.item = item;
      this.json = json;
    }
  }

  /**
   * @param refuse is told of each item that the gateway refused, and why
   */
  Batches(Optional<String> user, Consumer<byte[]> send, BiConsumer<ImportItem, String> refuse) {
    String member = user.map(name -> "\"user\":" + Json.quoted(name) + ",").orElse("");
    this.start = ("{" + member + "\"items\":[").getBytes(StandardCharsets.UTF_8);
    this.send = send;
    this.refuse = refuse;
    this.bytes = start.length;
  }

  void add(ImportItem item) {
    byte[] json = Json.bytes(item.json());
    // An item that is larger than a batch still goes, alone: the gateway's limit is higher.
    if (pending.size() == MOST_ITEMS
        || (!pending.isEmpty() && bytes + json.length + 3 > MOST_BYTES)) {
      flush();
    }
    pending.add(new Pending(item, json));
    bytes += json.length + 1;
  }

  void flush() {
    while (!pending.isEmpty()) {
      try {
        send.accept(body());
        pending.clear();
      } catch (CommandFailure failure) {
        setAside(failure);
      }
    }
    bytes = start.length;
  }

  private byte[] body() {
    ByteArrayOutputStream body = new ByteArrayOutputStream(bytes + 2);
    body.writeBytes(start);
    for (int i = 0; i < pending.size(); i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(pending.get(i).json);
    }
    body.write(']');
    body.write('}');
    return body.toByteArray();
  }

  /** Takes out the item that the gateway refuses, or passes the failure on. */
  private void setAside(CommandFailure failure) {
    OptionalInt index = refusedItem(failure.problem());
    if (index.isEmpty()) {
      throw failure;
    }
    ImportItem item = pending.get(index.getAsInt()).item;
    // Where something is not allowed, whoever imports has to know before more is stored.
    if (failure.exitCode() != ExitCode.REFUSED || refused == MOST_REFUSED) {
      throw new CommandFailure(failure.exitCode(), at(item.place(), failure.problem()), failure);
    }
    refused++;
    Pending gone = pending.remove(index.getAsInt());
    bytes -= gone.json.length + 1;
    refuse.accept(item, reason(failure.problem()));
  }

  private OptionalInt refusedItem(Problem problem) {
    Matcher path = REFUSED_ITEM.matcher(problem.path().orElse(""));
    if (!path.matches() || Integer.parseInt(path.group(1)) >= pending.size()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(path.group(1)));
  }

  private static Problem at(Place place, Problem problem) {
    return Problem.local(
        problem.code(),
        problem.title(),
        place + ": " + reason(problem),
        problem.remedy().orElse(""));
  }

  /** What the gateway says, with the name of the field alone: its path is one of our call. */
  private static String reason(Problem problem) {
    String detail = problem.detail().orElse(problem.title());
    Matcher path = REFUSED_ITEM.matcher(detail);
    String field = path.matches() ? path.group(2) : detail;
    return field.startsWith(".") ? field.substring(1) : field;
  }
}
