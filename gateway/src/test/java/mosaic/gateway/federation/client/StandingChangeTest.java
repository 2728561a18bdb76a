package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.gateway.problem.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingChangeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  private static final Instant RECENT = NOW.minusSeconds(30);
  private static final Instant OLD = NOW.minusSeconds(90);
  private static final PeerOutcome<String> GOOD = new PeerOutcome.Answered<>("x");

  private static Peer peer(
      PeerStatus status, @Nullable Instant success, @Nullable Instant failure) {
    return new Peer(
        new UUID(0, 1),
        new DnsName("work.example"),
        new Fingerprint("0".repeat(64)),
        new UUID(0, 2),
        new UUID(0, 3),
        "alice",
        null,
        status,
        success,
        failure,
        null);
  }

  private static StandingChange failed(Peer peer, PeerFailure failure) {
    return StandingChange.after(peer, new PeerOutcome.Failed<>(failure), NOW);
  }

  @Test
  void after_success_isWrittenOnChangeOrOnceAMinute() {
    assertThat(StandingChange.after(peer(PeerStatus.ACTIVE, RECENT, null), GOOD, NOW))
        .isEqualTo(StandingChange.NONE);
    assertThat(StandingChange.after(peer(PeerStatus.ACTIVE, OLD, null), GOOD, NOW))
        .isEqualTo(StandingChange.SUCCEEDED);
    assertThat(StandingChange.after(peer(PeerStatus.ACTIVE, null, null), GOOD, NOW))
        .isEqualTo(StandingChange.SUCCEEDED);
    assertThat(StandingChange.after(peer(PeerStatus.DEGRADED, RECENT, RECENT), GOOD, NOW))
        .isEqualTo(StandingChange.SUCCEEDED);
  }

  @Test
  void after_failure_isWrittenOnChangeOrOnceAMinute() {
    PeerFailure offline = new PeerFailure.Offline();

    assertThat(failed(peer(PeerStatus.ACTIVE, RECENT, RECENT), offline))
        .isEqualTo(StandingChange.FAILED);
    assertThat(failed(peer(PeerStatus.DEGRADED, RECENT, RECENT), offline))
        .isEqualTo(StandingChange.NONE);
    assertThat(failed(peer(PeerStatus.DEGRADED, RECENT, OLD), offline))
        .isEqualTo(StandingChange.FAILED);
  }

  @Test
  @Tag("M6-07")
  void after_failureOfAnyKind_isAFailureAndNoMore() {
    Peer peer = peer(PeerStatus.ACTIVE, null, null);

    assertThat(failed(peer, new PeerFailure.Offline())).isEqualTo(StandingChange.FAILED);
    assertThat(failed(peer, new PeerFailure.TimedOut())).isEqualTo(StandingChange.FAILED);
    assertThat(failed(peer, new PeerFailure.Broken(PeerFailure.Defect.TLS)))
        .isEqualTo(StandingChange.FAILED);
    assertThat(failed(peer, new PeerFailure.Refused(ProblemCode.GRANT_NOT_ACTIVE, 403, null)))
        .isEqualTo(StandingChange.FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProblemCode.class,
      names = {"RESOURCE_NOT_IN_SCOPE", "NOT_FOUND", "CURSOR_INVALID", "REQUEST_INVALID"})
  void after_refusalWithinTheAgreement_isASuccess(ProblemCode code) {
    assertThat(
            failed(
                peer(PeerStatus.DEGRADED, null, null),
                new PeerFailure.Refused(code, code.status(), null)))
        .isEqualTo(StandingChange.SUCCEEDED);
  }

  @Test
  void after_rateLimit_saysNothing() {
    assertThat(
            failed(
                peer(PeerStatus.ACTIVE, null, null),
                new PeerFailure.Refused(ProblemCode.RATE_LIMITED, 429, null)))
        .isEqualTo(StandingChange.NONE);
  }
}
