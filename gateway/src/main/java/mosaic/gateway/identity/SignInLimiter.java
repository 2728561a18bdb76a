package mosaic.gateway.identity;

import jakarta.inject.Singleton;
import mosaic.gateway.limit.RateLimiter;
import mosaic.gateway.limit.SourceLimiter;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Limits sign-ins of this process per source address and per user name. Codes cannot be guessed
 * anyway; this bounds what somebody who tries costs. Attempts that succeed count too: a code works
 * once, so nobody has ten good ones a minute.
 */
@Singleton
public final class SignInLimiter {
  /** Attempts a minute for one user name, from wherever they come. */
  static final int A_USER_PER_MINUTE = 10;

  private static final long MOST_USERS = 100_000;

  private final SourceLimiter sources;
  private final RateLimiter<UserName> users = new RateLimiter<>(MOST_USERS);

  SignInLimiter(SourceLimiter sources) {
    this.sources = sources;
  }

  /**
   * Counts one attempt.
   *
   * @param address the address of the connection, never of a header (T-04)
   * @throws ProblemException when there were too many
   */
  public void attempt(String address, UserName user) {
    sources.attempt(address);
    if (users.take(user, A_USER_PER_MINUTE) instanceof RateLimiter.Answer.Exceeded(long seconds)) {
      throw new ProblemException(
              ProblemCode.RATE_LIMITED,
              "Too many attempts to sign in as this user.",
              "Try again in %d seconds.".formatted(seconds))
          .with("retry_after", seconds);
    }
  }
}
