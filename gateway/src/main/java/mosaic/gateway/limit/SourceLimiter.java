package mosaic.gateway.limit;

import jakarta.enterprise.context.ApplicationScoped;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Limits what one source may try without having proved who it is (R-1001, T-10): an IPv4 address,
 * or a /64 of IPv6. Each instance has its own counts; the bean is that of enrolments.
 */
@ApplicationScoped
public class SourceLimiter {
  /** Ample for people and for a gateway that retries; 2^256 tokens stay out of reach. */
  private static final int ATTEMPTS_PER_MINUTE = 120;

  private static final long MOST_SOURCES = 100_000;

  private final RateLimiter<Source> limiter = new RateLimiter<>(MOST_SOURCES);

  /**
   * Counts one attempt.
   *
   * @param address the address of the connection, never of a header (T-04)
   * @throws ProblemException when there were too many
   */
  public void attempt(String address) {
    if (limiter.take(Source.of(address), ATTEMPTS_PER_MINUTE)
        instanceof RateLimiter.Answer.Exceeded(long seconds)) {
      throw new ProblemException(
              ProblemCode.RATE_LIMITED,
              "Too many attempts from your address.",
              "Try again in %d seconds.".formatted(seconds))
          .with("retry_after", seconds);
    }
  }
}
