package mosaic.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void begin_oneTooManyOfOne_isRefusedUntilOneEndsAndOthersAreNot() {
    InFlight requests = new InFlight(10, 2);

    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("a")).isFalse();
    assertThat(requests.begin("a")).as("a refusal takes no place").isFalse();
    assertThat(requests.begin("b")).isTrue();

    requests.end("a");

    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("a")).isFalse();
  }

  @Test
  void begin_oneTooManyInAll_isRefusedUntilOneEnds() {
    InFlight requests = new InFlight(2, 2);

    assertThat(requests.begin("a")).isTrue();
    assertThat(requests.begin("b")).isTrue();
    assertThat(requests.begin("c")).isFalse();
    assertThat(requests.begin("a")).isFalse();

    requests.end("b");

    assertThat(requests.begin("c")).isTrue();
    assertThat(requests.begin("a")).isFalse();
  }
}
