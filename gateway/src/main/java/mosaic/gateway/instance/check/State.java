package mosaic.gateway.instance.check;

import java.util.Locale;

/** How it stands with one thing. */
public enum State {
  /** As it should be. */
  OK,
  /** It works, and somebody should see to it. */
  WARNING,
  /** The gateway cannot run like this. */
  FAILURE,
  /** Not looked at, because something else failed first. */
  UNKNOWN;

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
