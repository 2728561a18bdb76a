package mosaic.gateway.identity;

import jakarta.inject.Singleton;
import mosaic.gateway.limit.SourceLimiter;
import mosaic.gateway.problem.ProblemException;

/**
 * Limits sign-ins of this process per source, apart from enrolments. Nobody guesses a code of 256
 * bits; this bounds what somebody who tries costs. There is no limit per user name: it would
 * protect nothing, and would let anybody who knows a name keep its user out.
 */
@Singleton
public final class SignInLimiter {
  private final SourceLimiter sources = new SourceLimiter();

  /**
   * Counts one attempt.
   *
   * @param address the address of the connection, never of a header (T-04)
   * @throws ProblemException when there were too many
   */
  public void attempt(String address) {
    sources.attempt(address);
  }
}
