package mosaic.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mosaic.cli.json.Json;
import org.junit.jupiter.api.Test;

final class BatchesTest {
  private static ImportItem note(String key, String body) {
    return ImportItem.note(new Place.File(key), key, "t", body, null);
  }

  @Test
  void add_manyItems_batchesKeepOrderAndLimits() throws Exception {
    List<byte[]> sent = new ArrayList<>();
    Batches batches = new Batches(Optional.of("a\"b"), sent::add, (_, _) -> {});
    List<ImportItem> items = new ArrayList<>();
    for (int file = 0; file < 1203; file++) {
      items.add(note("k" + file, ""));
    }
    for (int file = 0; file < 9; file++) {
      items.add(note("big" + file, "\n".repeat(1 << 19)));
    }

    items.forEach(batches::add);
    batches.flush();
    batches.flush();

    List<String> keys = new ArrayList<>();
    for (byte[] body : sent) {
      assertThat(body.length).isLessThanOrEqualTo(4 << 20);
      assertThat(Json.read(body).path("user").asText()).isEqualTo("a\"b");
      assertThat(Json.read(body).path("items").size()).isBetween(1, 500);
      Json.read(body).path("items").forEach(item -> keys.add(Json.text(item, "key")));
    }
    assertThat(keys).isEqualTo(items.stream().map(ImportItem::key).toList());
  }

  @Test
  void add_itemLargerThanABatch_goesAlone() throws Exception {
    List<byte[]> sent = new ArrayList<>();
    Batches batches = new Batches(Optional.empty(), sent::add, (_, _) -> {});

    batches.add(note("a", ""));
    batches.add(note("b", "\u0001".repeat(1 << 20)));
    batches.add(note("c", ""));
    batches.flush();

    assertThat(sent).hasSize(3);
    assertThat(Json.read(sent.get(1)).path("items").size()).isEqualTo(1);
    assertThat(sent.get(1).length).isLessThan(8 << 20);
  }
}
