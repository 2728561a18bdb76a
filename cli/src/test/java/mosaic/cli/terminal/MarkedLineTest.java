package mosaic.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkedLineTest {
  private final MarkedLine line =
      new MarkedLine().add("renew the ", false).add("certificate", true).add("\nof work", false);

  @Test
  void show_onAScreen_hasMarkedPiecesBold() {
    assertThat(line.show(80, true)).isEqualTo("renew the \u001b[1mcertificate\u001b[22m of work");
  }

  @Test
  void show_elsewhere_isPlain() {
    assertThat(line.show(80, false)).isEqualTo("renew the certificate of work");
  }

  @Test
  void show_narrow_isCutAndEndsWhatItBegan() {
    assertThat(line.show(15, true)).isEqualTo("renew the \u001b[1mcert…\u001b[22m");
    assertThat(line.show(10, true)).isEqualTo("renew the");
  }

  @Test
  void show_piecesThatSteerATerminal_doNot() {
    assertThat(new MarkedLine().add("\u001b[31mred\u202e", true).show(80, true))
        .isEqualTo("\u001b[1m␛[31mred\ufffd\u001b[22m");
  }
}
