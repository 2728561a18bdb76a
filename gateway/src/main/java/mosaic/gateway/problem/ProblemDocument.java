package mosaic.gateway.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the body of an {@code application/problem+json} answer (RFC 9457). */
public final class ProblemDocument {
  /** The media type of every error answer. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private ProblemDocument() {}

  /**
   * The document for a failure. Anything that is no {@link ProblemException} becomes a bare {@link
   * ProblemCode#INTERNAL} that tells nothing but the trace id.
   */
  public static Map<String, Object> of(Throwable failure, String traceId) {
    Map<String, Object> document = new LinkedHashMap<>();
    ProblemCode code = codeOf(failure);
    document.put("type", code.type());
    document.put("title", code.title());
    document.put("status", code.status());
    document.put("code", code.code());
    if (failure instanceof ProblemException problem) {
      document.put("detail", String.valueOf(problem.getMessage()));
      document.put("remedy", problem.remedy());
      document.putAll(problem.extensions());
    } else {
      document.put("remedy", "Tell the admin of this gateway the trace id.");
    }
    document.put("trace_id", traceId);
    return document;
  }

  /** The code that a failure is presented as. */
  public static ProblemCode codeOf(Throwable failure) {
    return failure instanceof ProblemException problem ? problem.code() : ProblemCode.INTERNAL;
  }
}
