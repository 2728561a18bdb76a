package mosaic.gateway.keys.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.keys.Held;
import mosaic.gateway.keys.Replica;
import mosaic.gateway.seal.KeyId;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the master key as JSON.
 *
 * @param seals the line that seals
 * @param lines those of the key that this process has read, then those that are missing there
 * @param values how many values of which column which key has sealed
 * @param replicas the processes of this instance
 */
record KeysView(
    String seals, List<LineView> lines, List<HeldView> values, List<ReplicaView> replicas) {

  /** What is not there is null, not absent. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record LineView(
      String id,
      @Nullable Integer line,
      boolean seals,
      boolean needed,
      long values,
      boolean removable) {}

  record HeldView(String column, String key, long values) {}

  record ReplicaView(String name, List<String> lines, String seals, Instant seenAt) {}

  static KeysView of(
      List<KeyId> read, List<KeyId> needed, List<Replica> replicas, List<Held> held) {
    KeyId seals = needed.getFirst();
    Set<String> all = new LinkedHashSet<>(hex(read));
    all.addAll(hex(needed));
    held.forEach(of -> all.add(of.key()));
    List<LineView> lines = new ArrayList<>();
    for (String key : all) {
      int line = hex(read).indexOf(key) + 1;
      boolean isNeeded = hex(needed).contains(key);
      lines.add(
          new LineView(
              key,
              line == 0 ? null : line,
              key.equals(seals.hex()),
              isNeeded,
              held.stream().filter(of -> of.key().equals(key)).mapToLong(Held::values).sum(),
              line > 1 && !isNeeded));
    }
    return new KeysView(
        seals.hex(),
        List.copyOf(lines),
        held.stream()
            .map(of -> new HeldView(of.column().wireName(), of.key(), of.values()))
            .toList(),
        replicas.stream()
            .map(
                replica ->
                    new ReplicaView(
                        replica.name(),
                        hex(replica.lines()),
                        replica.seals().hex(),
                        replica.seenAt()))
            .toList());
  }

  private static List<String> hex(List<KeyId> keys) {
    return keys.stream().map(KeyId::hex).toList();
  }
}
