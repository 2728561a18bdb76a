package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostSystemTest {
  @Test
  void parse_debian_findsNameAndRelease() {
    HostSystem host =
        HostSystem.parse(
            """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            VERSION_ID="12"
            VERSION_CODENAME=bookworm
            ID=debian
            """);

    assertThat(host).isEqualTo(new HostSystem("debian", "bookworm"));
    assertThat(host.isDebian()).isTrue();
    assertThat(host.label()).isEqualTo("debian-bookworm");
  }

  @Test
  void parse_othersOrNothing_isNotDebian() {
    assertThat(HostSystem.parse("# nothing\n\n").isDebian()).isFalse();
    assertThat(HostSystem.parse("ID=\"fedora\"\nVERSION_ID=43\nVARIANT=../x").label())
        .isEqualTo("fedora-43");
    assertThat(HostSystem.parse("ID='../../x'").label()).doesNotContain("/");
  }
}
