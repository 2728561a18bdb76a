package mosaic.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import mosaic.ca.DnsName;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Position;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.seal.MasterKey;
import mosaic.gateway.seal.Sealer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T-35")
class CursorsTest {
  private static final UUID ALICE = new UUID(0, 1);
  private static final UUID BOB = new UUID(0, 2);
  private static final UUID TEAM = new UUID(0, 3);
  private static final Source LOCAL = new Source.Local();
  private static final Source WORK = new Source.Federated(new DnsName("work.example"));
  private static final Source CLUB = new Source.Federated(new DnsName("club.example"));
  private static final ListQuery TASKS = ListQuery.all(ResourcePath.all(ResourceType.TASKS));
  private static final Position POSITION =
      new Position(Instant.parse("2026-01-02T03:04:05.678901Z"), new UUID(-1, 7));

  private final Cursors cursors =
      new Cursors(new Sealer(MasterKey.parse(Base64.getEncoder().encodeToString(new byte[32]))));

  private static Cursors.Place place(UUID user, Source source, ListQuery list) {
    return new Cursors.Place(user, source, list);
  }

  private static void assertInvalid(Runnable opening) {
    assertThat(catchThrowableOfType(ProblemException.class, opening::run).code())
        .isEqualTo(ProblemCode.CURSOR_INVALID);
  }

  @Test
  void openLocal_samePlace_isThePosition() {
    Cursors.Place place = place(ALICE, LOCAL, TASKS);

    assertThat(cursors.openLocal(place, cursors.ofLocal(place, POSITION))).isEqualTo(POSITION);
  }

  @Test
  void openPeer_samePlace_isTheirCursorUnread() {
    Cursors.Place place = place(ALICE, WORK, TASKS);
    String wrapped = cursors.ofPeer(place, "their cursor");

    assertThat(wrapped).doesNotContain("their");
    assertThat(cursors.openPeer(place, wrapped)).isEqualTo("their cursor");
  }

  @Test
  void open_anotherUserSourceOrPath_isInvalid() {
    String local = cursors.ofLocal(place(ALICE, LOCAL, TASKS), POSITION);
    String peer = cursors.ofPeer(place(ALICE, WORK, TASKS), "x");

    assertInvalid(() -> cursors.openLocal(place(BOB, LOCAL, TASKS), local));
    assertInvalid(
        () ->
            cursors.openLocal(
                place(ALICE, LOCAL, ListQuery.all(ResourcePath.ofTeam(TEAM, ResourceType.TASKS))),
                local));
    assertInvalid(
        () ->
            cursors.openLocal(
                place(ALICE, LOCAL, ListQuery.all(ResourcePath.all(ResourceType.NOTES))), local));
    assertInvalid(() -> cursors.openPeer(place(ALICE, WORK, TASKS), local));
    assertInvalid(() -> cursors.openLocal(place(ALICE, LOCAL, TASKS), peer));
    assertInvalid(() -> cursors.openPeer(place(ALICE, CLUB, TASKS), peer));
    assertInvalid(() -> cursors.openPeer(place(BOB, WORK, TASKS), peer));
  }

  @Test
  void open_anotherFilterOrSort_isInvalid() {
    ResourcePath tasks = ResourcePath.all(ResourceType.TASKS);
    List<ListQuery> lists =
        Stream.of(
                Map.<String, String>of(),
                Map.of("status", "open"),
                Map.of("status", "done"),
                Map.of("updated_since", "2026-11-01T00:00:00Z"),
                Map.of("updated_since", "2026-11-01T00:00:00.000001Z"),
                Map.of("team", "none"),
                Map.of("team", TEAM.toString()),
                Map.of("text", "status=open"),
                Map.of("text", "a b"),
                Map.of("text", "ab"),
                Map.of("sort", "updated_at"),
                Map.of("sort", "-created_at"),
                Map.of("sort", "created_at"))
            .map(parameters -> ListQuery.read(tasks, parameters))
            .toList();

    for (ListQuery given : lists) {
      String local = cursors.ofLocal(place(ALICE, LOCAL, given), POSITION);
      String peer = cursors.ofPeer(place(ALICE, WORK, given), "x");
      for (ListQuery used : lists) {
        if (used.equals(given)) {
          assertThat(cursors.openLocal(place(ALICE, LOCAL, used), local)).isEqualTo(POSITION);
        } else {
          assertInvalid(() -> cursors.openLocal(place(ALICE, LOCAL, used), local));
          assertInvalid(() -> cursors.openPeer(place(ALICE, WORK, used), peer));
        }
      }
    }
  }

  @Test
  void open_garbage_isInvalid() {
    Cursors.Place place = place(ALICE, LOCAL, TASKS);
    String good = cursors.ofLocal(place, POSITION);

    for (String bad :
        List.of("", "x", "!!!", good + "A", good.substring(1), "A".repeat(3000), "ä")) {
      assertInvalid(() -> cursors.openLocal(place, bad));
    }
  }
}
