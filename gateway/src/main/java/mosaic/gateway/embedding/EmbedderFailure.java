package mosaic.gateway.embedding;

import org.jspecify.annotations.Nullable;

/** Texts were not embedded. The message is in our own words and holds neither text nor key. */
public final class EmbedderFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  EmbedderFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  EmbedderFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What can be done about it. */
  public Kind kind() {
    return kind;
  }

  /** What can be done about it. */
  public enum Kind {
    /** The server is away, busy or refuses us: the same texts may be embedded later. */
    UNAVAILABLE,
    /** The server refuses these texts, for example for their length. */
    TEXT_REFUSED,
    /** The answer cannot be used, and the next one will not be better: the settings are wrong. */
    ANSWER_UNUSABLE
  }
}
