package mosaic.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.gateway.federation.client.Peer;
import mosaic.gateway.federation.client.PeerDirectory;
import mosaic.gateway.federation.client.PeerFailure;
import mosaic.gateway.federation.client.PeerOutcome;
import mosaic.gateway.federation.client.PeerStatus;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.federation.client.SealedCredential;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A slow database costs a query no more than its deadline, and no peer its good name. */
class FanOutTest {
  private static final Duration DEADLINE = Duration.ofMillis(200);
  private static final Duration SLACK = Duration.ofSeconds(5);
  private static final UUID USER = new UUID(0, 3);
  private static final DnsName HOST = new DnsName("work.example");
  private static final Source PEER = new Source.Federated(HOST);
  private static final ReachablePeer ROW =
      new ReachablePeer(
          new Peer(
              new UUID(0, 1),
              HOST,
              new Fingerprint("0".repeat(64)),
              new UUID(0, 2),
              USER,
              "alice",
              null,
              PeerStatus.ACTIVE,
              null,
              null,
              null),
          URI.create("https://work.example:8444"),
          new SealedCredential("certificate", "key"));

  private final Vertx vertx = Vertx.vertx();
  private final SetClock clock = new SetClock();
  private final Directory directory = new Directory();
  private final Asked asking = new Asked();
  private final FanOut fanOut = new FanOut(vertx, () -> directory, clock, new Settings());

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static <T> T now(Uni<T> answer) {
    return answer.subscribeAsCompletionStage().getNow(null);
  }

  @Test
  void all_peerAnswers_isGivenAndRecorded() {
    List<SourceAnswer<String>> answers = now(fanOut.all(USER, asking));

    assertThat(answers).hasSize(2).allMatch(SourceAnswer.Given.class::isInstance);
    assertThat(asking.patience).containsExactly(DEADLINE);
    assertThat(directory.recorded).hasSize(1);
  }

  @Test
  void all_lookupNeverEnds_isOverloadedAtTheDeadline() {
    directory.lookup = Uni.createFrom().nothing();

    assertOverloaded(fanOut.all(USER, asking));
  }

  @Test
  void only_lookupNeverEnds_isOverloadedAtTheDeadline() {
    directory.lookup = Uni.createFrom().nothing();

    assertOverloaded(fanOut.only(USER, PEER, asking));
  }

  @Test
  void all_lookupLeavesNoTime_peerIsNotAskedAndNotBlamed() {
    directory.lookup = directory.lookup.invoke(() -> clock.advance(DEADLINE));

    List<SourceAnswer<String>> answers = now(fanOut.all(USER, asking));

    assertThat(asking.patience).isEmpty();
    assertThat(directory.recorded).isEmpty();
    assertThat(answers)
        .filteredOn(answer -> answer.source().equals(PEER))
        .singleElement()
        .isInstanceOfSatisfying(
            SourceAnswer.Withheld.class,
            withheld -> {
              assertThat(withheld.status()).isEqualTo(SourceStatus.TIMEOUT);
              assertThat(withheld.code()).isEqualTo(ProblemCode.OVERLOADED.code());
            });
    assertThat(answers)
        .filteredOn(answer -> !answer.source().equals(PEER))
        .hasOnlyElementsOfType(SourceAnswer.Given.class);
  }

  @Test
  void only_lookupLeavesNoTime_peerIsNotAskedAndNotBlamed() {
    directory.lookup = directory.lookup.invoke(() -> clock.advance(DEADLINE));

    assertOverloaded(fanOut.only(USER, PEER, asking));

    assertThat(asking.patience).isEmpty();
    assertThat(directory.recorded).isEmpty();
  }

  @Test
  void all_lookupTookAWhile_peerHasTheRest() {
    Duration took = DEADLINE.dividedBy(2);
    directory.lookup = directory.lookup.invoke(() -> clock.advance(took));

    List<SourceAnswer<String>> answers = now(fanOut.all(USER, asking));

    assertThat(answers).hasSize(2);
    assertThat(asking.patience).containsExactly(DEADLINE.minus(took));
  }

  @Test
  void all_recordingNeverEnds_answerDoesNotWaitForIt() {
    directory.recording = Uni.createFrom().nothing();

    assertThat(now(fanOut.all(USER, asking))).hasSize(2);
    assertThat(directory.recorded).hasSize(1);
  }

  @Test
  void only_recordingNeverEnds_answerDoesNotWaitForIt() {
    directory.recording = Uni.createFrom().nothing();

    assertThat(now(fanOut.only(USER, PEER, asking))).isNotNull();
    assertThat(directory.recorded).hasSize(1);
  }

  @Test
  void all_peerTimesOut_isBlamed() {
    asking.outcome = new PeerOutcome.Failed<>(new PeerFailure.TimedOut());

    now(fanOut.all(USER, asking));

    assertThat(directory.recorded).containsExactly(asking.outcome);
  }

  private static void assertOverloaded(Uni<?> answer) {
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> answer.await().atMost(SLACK));

    assertThat(problem).isNotNull();
    assertThat(problem.code()).isEqualTo(ProblemCode.OVERLOADED);
  }

  private static final class Asked implements FanOut.Asking<String> {
    private final List<Duration> patience = new ArrayList<>();
    private PeerOutcome<String> outcome = new PeerOutcome.Answered<>("theirs");

    @Override
    public Uni<String> local() {
      return Uni.createFrom().item("ours");
    }

    @Override
    public Uni<PeerOutcome<String>> peer(ReachablePeer peer, Duration left) {
      patience.add(left);
      return Uni.createFrom().item(outcome);
    }
  }

  private static final class Directory implements PeerDirectory {
    private final List<PeerOutcome<?>> recorded = new ArrayList<>();
    private Uni<List<ReachablePeer>> lookup = Uni.createFrom().item(List.of(ROW));
    private Uni<Void> recording = Uni.createFrom().voidItem();

    @Override
    public Uni<List<ReachablePeer>> reachable(UUID owner) {
      return lookup;
    }

    @Override
    public Uni<Optional<ReachablePeer>> reachable(UUID owner, DnsName host) {
      return lookup.map(rows -> rows.stream().findFirst());
    }

    @Override
    public Uni<Void> record(Peer peer, PeerOutcome<?> outcome) {
      recorded.add(outcome);
      return recording;
    }
  }

  private static final class SetClock extends Clock {
    private Instant instant = Instant.parse("2026-01-01T00:00:00Z");

    void advance(Duration by) {
      instant = instant.plus(by);
    }

    @Override
    public Instant instant() {
      return instant;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private record Settings() implements FederationConfig {
    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public int port() {
      return 1;
    }

    @Override
    public Duration deadline() {
      return DEADLINE;
    }

    @Override
    public Duration enrolmentTokenValidity() {
      return Duration.ofMinutes(15);
    }

    @Override
    public Duration grantCertificateValidity() {
      return Duration.ofDays(30);
    }

    @Override
    public Optional<List<String>> allowedNetworks() {
      return Optional.empty();
    }

    @Override
    public boolean twoPersonApproval() {
      return false;
    }
  }
}
