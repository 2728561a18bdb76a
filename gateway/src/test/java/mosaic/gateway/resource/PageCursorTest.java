package mosaic.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.seal.MasterKey;
import mosaic.gateway.seal.Sealer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PageCursorTest {
  private static final UUID HOLDER = new UUID(1, 1);
  private static final ListQuery TASKS = ListQuery.all(ResourcePath.all(ResourceType.TASKS));
  private static final Position PLACE =
      new Position(Instant.parse("2026-11-22T10:15:30.123456Z"), new UUID(-5, 7));

  private final PageCursor cursors =
      new PageCursor(new Sealer(MasterKey.parse(Base64.getEncoder().encodeToString(new byte[32]))));

  @Test
  void open_sameHolderAndList_givesThePlace() {
    String cursor = cursors.seal(PLACE, HOLDER, TASKS);

    assertThat(cursors.open(cursor, HOLDER, TASKS)).isEqualTo(PLACE);
  }

  @Test
  void open_beforeNineteenSeventy_givesThePlace() {
    Position old = new Position(Instant.parse("1969-12-31T23:59:59.999999Z"), new UUID(0, 0));

    assertThat(cursors.open(cursors.seal(old, HOLDER, TASKS), HOLDER, TASKS)).isEqualTo(old);
  }

  @Test
  @Tag("T-35")
  void open_otherHolderListOrChangedByte_isRefused() {
    String cursor = cursors.seal(PLACE, HOLDER, TASKS);

    assertRefused(cursor, new UUID(1, 2), TASKS);
    assertRefused(cursor, HOLDER, ListQuery.all(ResourcePath.all(ResourceType.NOTES)));
    assertRefused(
        cursor, HOLDER, ListQuery.all(ResourcePath.ofTeam(new UUID(0, 1), ResourceType.TASKS)));
    assertRefused(cursor, HOLDER, ListQuery.read(TASKS.path(), Map.of("status", "open")));
    assertRefused(cursor, HOLDER, ListQuery.read(TASKS.path(), Map.of("sort", "updated_at")));
    assertRefused(withOtherCharacter(cursor, cursor.length() / 2), HOLDER, TASKS);
    assertRefused("", HOLDER, TASKS);
    assertRefused("%%%", HOLDER, TASKS);
  }

  @Test
  @Tag("T-35")
  void seal_samePlaceTwice_isNotTheSameAndShowsNothing() {
    String one = cursors.seal(PLACE, HOLDER, TASKS);
    String two = cursors.seal(PLACE, HOLDER, TASKS);

    assertThat(one).isNotEqualTo(two).doesNotContain("2026");
  }

  /** Not the first: sealed values begin with the same bits whatever is in them. */
  private static String withOtherCharacter(String cursor, int at) {
    char other = cursor.charAt(at) == 'A' ? 'B' : 'A';
    return cursor.substring(0, at) + other + cursor.substring(at + 1);
  }

  private void assertRefused(String cursor, UUID holder, ListQuery list) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> cursors.open(cursor, holder, list))
        .extracting(ProblemException::code)
        .isEqualTo(ProblemCode.CURSOR_INVALID);
  }
}
