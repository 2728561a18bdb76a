package mosaic.gateway.enrolment;

import java.util.Locale;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * How far the record is with the one certificate of a key.
 *
 * @param serial under which it is on record
 * @param key the certified key
 * @param state how far it is
 * @param chain what was answered, PEM; null unless {@link State#ISSUED}
 */
public record Issuance(String serial, Fingerprint key, State state, @Nullable String chain) {

  /** How far it is. */
  public enum State {
    /** Signed, recorded, and in force: an answer that was lost can be given again. */
    ISSUED,
    /** Somebody is about to sign it. */
    IN_WORK,
    /** Somebody was about to sign it, so long ago that they are gone: a power cut, a crash. */
    CUT_OFF,
    /** Revoked, replaced by a later one, or another grant's. */
    OVER;

    /** The state of this name, as the database gives it. */
    public static State ofWireName(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  /** Wants the chain exactly where there is one. */
  public Issuance {
    if ((state == State.ISSUED) != (chain != null)) {
      throw new IllegalArgumentException("an issued certificate, and no other, has its chain");
    }
  }

  /** What was answered before. */
  public String issuedChain() {
    if (chain == null) {
      throw new IllegalStateException("not issued");
    }
    return chain;
  }
}
