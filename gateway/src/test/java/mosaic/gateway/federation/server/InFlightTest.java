package mosaic.gateway.federation.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void begin_oneTooManyOfAPeer_isRefusedUntilOneEndsAndOthersAreNot() {
    InFlight requests = new InFlight(2);

    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("a")).isFalse();
    assertThat(requests.begin("a")).as("a refusal takes no place").isFalse();
    assertThat(requests.begin("b")).isTrue();

    requests.end("a");

    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("a")).isFalse();
  }
}
