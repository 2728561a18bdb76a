package mosaic.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "db.example",
        "DB-1.example",
        "127.0.0.1",
        "0.0.0.0",
        "::",
        "::1",
        "[::1]",
        "fe80::1%eth0",
        "2001:db8::8a2e:370:7334",
        "::ffff:192.0.2.1"
      })
  void isHost_hostOrAddress_isTrue(String text) {
    assertThat(HostNames.isHost(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "db.example:5432",
        "postgres://user:secret@db.example/mosaic",
        "user:secret@db.example",
        "db.example/mosaic?password=secret",
        "-db",
        "db-",
        "a..b",
        "under_score",
        "mosaic_pat_abcdefghijklmnopqrstuvwxyz",
        "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq8=",
        "a.b\n"
      })
  void isHost_anythingElse_isFalse(String text) {
    assertThat(HostNames.isHost(text)).isFalse();
  }
}
