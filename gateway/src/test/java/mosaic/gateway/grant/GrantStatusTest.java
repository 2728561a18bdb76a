package mosaic.gateway.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrantStatusTest {
  @Test
  void mayBecome_everyPair_isTheLifeOfAGrant() {
    assertThat(
            Arrays.stream(GrantStatus.values())
                .flatMap(
                    from ->
                        Stream.of(GrantStatus.values())
                            .filter(from::mayBecome)
                            .map(to -> from.wireName() + " " + to.wireName())))
        .containsExactlyInAnyOrder(
            "pending active",
            "pending revoked",
            "active suspended",
            "active revoked",
            "suspended active",
            "suspended revoked");
  }
}
