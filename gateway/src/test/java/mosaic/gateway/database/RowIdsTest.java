package mosaic.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowIdsTest {
  @Test
  void next_always_isVersion7OfItsTime() {
    Instant now = Instant.parse("2026-11-01T12:00:00.123Z");
    RowIds ids = new RowIds(Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
    Set<UUID> seen = new HashSet<>();

    for (int i = 0; i < 10_000; i++) {
      UUID id = ids.next();
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
      assertThat(seen.add(id)).isTrue();
    }
  }
}
