package mosaic.cli.markdown;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import mosaic.cli.json.Json;

/** Collects items in their order and hands them on in calls that a gateway takes. */
final class Batches {
  static final int MOST_ITEMS = 500;
  static final int MOST_BYTES = 4 << 20;

  private final byte[] start;
  private final Consumer<byte[]> send;
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
  private int items;

  Batches(Optional<String> user, Consumer<byte[]> send) {
    String member = user.map(name -> "\"user\":" + Json.quoted(name) + ",").orElse("");
    this.start = ("{" + member + "\"items\":[").getBytes(StandardCharsets.UTF_8);
    this.send = send;
  }

  void add(ImportItem item) {
    byte[] json = Json.bytes(item.json());
    // An item that is larger than a batch still goes, alone: the gateway's limit is higher.
    if (items == MOST_ITEMS || (items > 0 && batch.size() + json.length + 3 > MOST_BYTES)) {
      flush();
    }
    if (items == 0) {
      batch.writeBytes(start);
    } else {
      batch.write(',');
    }
    batch.writeBytes(json);
    items++;
  }

  void flush() {
    if (items > 0) {
      batch.write(']');
      batch.write('}');
      byte[] body = batch.toByteArray();
      batch.reset();
      items = 0;
      send.accept(body);
    }
  }
}
