package mosaic.cli.terminal;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Opens a page in the person's browser where there is one to open. */
public final class Browser {
  private Browser() {}

  /** Tries to; who sees nothing open has the address on the screen. */
  public static void open(URI url, Map<String, String> environment) {
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    boolean desktop =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    if (!mac && !desktop) {
      return;
    }
    try {
      new ProcessBuilder(List.of(mac ? "open" : "xdg-open", url.toString()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException noneThere) {
      // The address is on the screen.
    }
  }
}
