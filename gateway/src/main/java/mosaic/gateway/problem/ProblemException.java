package mosaic.gateway.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that fails with a {@link ProblemCode}. The message (detail) and remedy go to the caller
 * as they are: never a secret, never a peer's own words.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemCode code;
  private final String remedy;
  private final transient Map<String, Object> extensions = new LinkedHashMap<>();

  /**
   * A problem of this occurrence.
   *
   * @param detail what happened, to what, and why
   * @param remedy what the caller can do about it
   */
  public ProblemException(ProblemCode code, String detail, String remedy) {
    this(code, detail, remedy, null);
  }

  /** As above, keeping the cause for our own log. */
  public ProblemException(
      ProblemCode code, String detail, String remedy, @Nullable Throwable cause) {
    super(detail, cause);
    this.code = code;
    this.remedy = remedy;
  }

  /** Adds an extension member, for example {@code path} or {@code retry_after} (seconds). */
  public ProblemException with(String member, Object value) {
    extensions.put(member, value);
    return this;
  }

  /** What kind of problem. */
  public ProblemCode code() {
    return code;
  }

  /** What the caller can do about it. */
  public String remedy() {
    return remedy;
  }

  /** Extension members, in the order they were added. */
  public Map<String, Object> extensions() {
    return Map.copyOf(extensions);
  }

  /** A request that breaks a stated rule. */
  public static ProblemException invalid(String detail, String remedy) {
    return new ProblemException(ProblemCode.REQUEST_INVALID, detail, remedy);
  }

  /** Too much at once; worth another try in a second. */
  public static ProblemException overloaded(@Nullable Throwable cause) {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "Too many requests wait for the database.",
            "Try again in a moment.",
            cause)
        .with("retry_after", 1);
  }

  /** Nothing there, or nothing that the caller may see: one wording for both. */
  public static ProblemException notFound(String what) {
    return new ProblemException(
        ProblemCode.NOT_FOUND,
        "There is no such " + what + ", or it is not visible to you.",
        "Check the id.");
  }
}
