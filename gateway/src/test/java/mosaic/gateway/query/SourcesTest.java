package mosaic.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import mosaic.ca.DnsName;
import mosaic.gateway.federation.client.PeerFailure;
import mosaic.gateway.problem.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
  @Test
  void fromParameter_known_isThat() {
    assertThat(Sources.fromParameter(Optional.empty()))
        .contains(new Sources.Only(new Source.Local()));
    assertThat(Sources.fromParameter(Optional.of("all"))).contains(new Sources.All());
    assertThat(Sources.fromParameter(Optional.of("federated:work.example")))
        .contains(new Sources.Only(new Source.Federated(new DnsName("work.example"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ALL",
        "Local",
        "federated",
        "federated:",
        "federated:WORK.example",
        "federated:work.example:8444",
        "federated:127.0.0.1",
        "federated:*",
        "federated:a b",
        "local,all",
        "federated:work.example/x"
      })
  void fromParameter_anythingElse_isNone(String name) {
    assertThat(Sources.fromParameter(Optional.of(name))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401,DENIED",
    "403,DENIED",
    "429,RATE_LIMITED",
    "400,ERROR",
    "404,ERROR",
    "500,ERROR",
    "503,ERROR"
  })
  void of_refusal_goesByStatus(int status, SourceStatus expected) {
    @Nullable ProblemCode unknown = null;
    assertThat(SourceStatus.of(new PeerFailure.Refused(unknown, status, Duration.ZERO)))
        .isEqualTo(expected);
  }

  @Test
  void of_others_isTheirOwn() {
    assertThat(SourceStatus.of(new PeerFailure.Offline())).isEqualTo(SourceStatus.OFFLINE);
    assertThat(SourceStatus.of(new PeerFailure.TimedOut())).isEqualTo(SourceStatus.TIMEOUT);
    assertThat(SourceStatus.of(new PeerFailure.Broken(PeerFailure.Defect.JSON)))
        .isEqualTo(SourceStatus.ERROR);
  }
}
