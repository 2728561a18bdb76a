package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whether a peer can tell what it may not see from what is not there: by the bytes
 * of an answer, or by its time. It is no test of speed, and no slow machine makes it fail: a
 * difference counts when three measurements, one after another, each find it significant at p <
 * 10^-4 and in one direction. {@code -Dmosaic.timing.pairs=5000} measures more closely.
 */
@ExtendWith(SharedGateways.class)
@Tag("T-35")
final class TimingTest {
  private static final int PAIRS = Integer.getInteger("mosaic.timing.pairs", 600);
  private static final int WARM_UP = 300;
  private static final int MEASUREMENTS = 3;
  private static final int ROWS = 400;

  private final GatewayPair pair;
  private final Database work;
  private final Random random = new Random();

  TimingTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
  }

  /** Two requests that a peer should not be able to tell apart, made anew for each pair. */
  private record Question(String what, Supplier<String> invisible, Supplier<String> absent) {}

  @Test
  void read_whatIsInvisibleAndWhatIsNotThere_cannotBeTold() throws Exception {
    Story story = Story.of(pair);
    List<String> invisible = rowsOfOthers();
    String team =
        work.text("select team_id::text from tasks where id = ?::uuid", invisible.getFirst());
    var _ = story.atWork().api().createRow("tasks", "alice's");

    List<String> told = new ArrayList<>();
    try (TimedPeer peer =
        TimedPeer.connect(pair.work(), story.certificate(story.grant(Scope.of("tasks"))))) {
      for (Question question : questions(invisible, team)) {
        warmUp(peer, question);
        assertSameBytes(peer, question);
        told.addAll(told(peer, question));
      }
    }

    assertThat(told).as("what a peer can tell").isEmpty();
  }

  /**
   * The same measurement of the same question, where there is something to tell: a policy that
   * takes a while for rows that are there, as one does that looks up a team for each.
   */
  @Test
  void read_policyThatTakesTimeForRowsThatAreThere_isTold() throws Exception {
    Story story = Story.of(pair);
    List<String> invisible = rowsOfOthers();
    Question question = questions(invisible, UUID.randomUUID().toString()).getFirst();
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));
    plant();
    try (TimedPeer peer = TimedPeer.connect(pair.work(), certificate)) {
      warmUp(peer, question);

      assertThat(told(peer, question)).hasSize(1);
    } finally {
      var _ = work.execute("drop policy if exists planted on tasks");
      var _ = work.execute("drop function if exists planted_delay(uuid)");
    }
  }

  private List<Question> questions(List<String> invisible, String team) {
    return List.of(
        new Question(
            "get of an invisible row",
            () -> "tasks/" + invisible.get(random.nextInt(invisible.size())),
            () -> "tasks/" + UUID.randomUUID()),
        new Question(
            "list of a team of others",
            () -> "teams/" + team + "/tasks",
            () -> "teams/" + UUID.randomUUID() + "/tasks"),
        new Question(
            "search for a word of invisible rows",
            () -> "tasks/search?q=zyzzyva",
            () -> "tasks/search?q=zyzzyqx"));
  }

  /** What is told in as many measurements as there are, each one of them in one direction. */
  private List<String> told(TimedPeer peer, Question question) throws IOException {
    int direction = 0;
    StringBuilder found = new StringBuilder(question.what());
    for (int i = 0; i < MEASUREMENTS; i++) {
      SignedRanks ranks = measure(peer, question);
      System.out.println(question.what() + ": " + ranks);
      int told = ranks.told();
      if (told == 0 || told == -direction) {
        return List.of();
      }
      direction = told;
      found.append("; ").append(ranks);
    }
    return List.of(found.toString());
  }

  /** Both of a pair one right after the other, and which one first is left to chance. */
  private SignedRanks measure(TimedPeer peer, Question question) throws IOException {
    long[] differences = new long[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      String invisible = question.invisible().get();
      String absent = question.absent().get();
      if (random.nextBoolean()) {
        long first = peer.get(invisible).nanos();
        differences[i] = first - peer.get(absent).nanos();
      } else {
        long first = peer.get(absent).nanos();
        differences[i] = peer.get(invisible).nanos() - first;
      }
    }
    return SignedRanks.of(differences);
  }

  private static void warmUp(TimedPeer peer, Question question) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      var _ = peer.get(question.invisible().get());
      var _ = peer.get(question.absent().get());
    }
  }

  private static void assertSameBytes(TimedPeer peer, Question question) throws IOException {
    TimedPeer.Timed invisible = peer.get(question.invisible().get());
    TimedPeer.Timed absent = peer.get(question.absent().get());

    assertThat(invisible.bytes()).as("a dated answer").containsIgnoringCase("\r\ndate: ");
    assertThat(invisible.undated()).as(question.what()).isEqualTo(absent.undated());
    assertThat(invisible.status()).isIn("200", "404");
  }

  /** Ids of tasks of somebody else, of a team that the peer's subject is not in. */
  private List<String> rowsOfOthers() {
    Person bob = Names.person(pair.work(), "bob");
    String team = pair.work().admin().createTeam(Names.unique("bobs"), bob);
    var _ =
        work.execute(
            "insert into tasks (id, owner_id, team_id, title, body) select gen_random_uuid(),"
                + " ?::uuid, ?::uuid, 'zyzzyva ' || n, repeat('zyzzyva ', 40) from"
                + " generate_series(1, ?) n",
            bob.id(),
            team,
            ROWS);
    return work.texts("select id::text from tasks where owner_id = ?::uuid", bob.id());
  }

  private void plant() {
    var _ =
        work.execute(
            """
            create function planted_delay(id uuid) returns boolean language plpgsql cost 0.0001 as $$
            declare
              until timestamptz := clock_timestamp() + interval '200 microseconds';
            begin
              while clock_timestamp() < until loop
              end loop;
              return true;
            end
            $$
            """);
    var _ =
        work.execute(
            "create policy planted on tasks as restrictive for select using (planted_delay(id))");
  }
}
