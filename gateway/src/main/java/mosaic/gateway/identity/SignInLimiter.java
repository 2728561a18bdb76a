package mosaic.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import mosaic.gateway.limit.BackOff;
import mosaic.gateway.limit.Source;
import mosaic.gateway.limit.SourceLimiter;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Limits sign-ins of this process per source, apart from enrolments. Nobody guesses a code of 256
 * bits; for codes this bounds what somebody who tries costs, and there is no limit per user.
 *
 * <p>Passwords can be guessed, so failures are held back per user <em>and</em> source: who guesses
 * locks out nobody but themselves. Who guesses from very many sources meets a second back-off per
 * user, which does not count for sources from which the user has signed in before; and codes,
 * providers and tokens work throughout. So a stranger cannot keep anybody out for good. Names of
 * nobody are treated the same.
 */
@Singleton
public final class SignInLimiter {
  private static final long MOST_KEYS = 100_000;
  private static final int FREE = 5;

  /** Below the 100 consecutive failures that NIST SP 800-63B, 5.2.2, allows for an account. */
  private static final int FREE_FROM_ANYWHERE = 50;

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration FAMILIAR = Duration.ofDays(30);

  private final SourceLimiter sources = new SourceLimiter();
  private final BackOff<Attempt> perSource;
  private final BackOff<UserName> perUser;
  private final Cache<Attempt, Boolean> familiar =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterAccess(FAMILIAR).build();

  SignInLimiter(Clock clock) {
    this.perSource = new BackOff<>(MOST_KEYS, FREE, FIRST, LONGEST, clock);
    this.perUser = new BackOff<>(MOST_KEYS, FREE_FROM_ANYWHERE, FIRST, LONGEST, clock);
  }

  private record Attempt(UserName user, Source source) {}

  /**
   * Counts one attempt.
   *
   * @param address the address of the connection, never of a header (T-04)
   * @throws ProblemException when there were too many
   */
  public void attempt(String address) {
    sources.attempt(address);
  }

  /**
   * Counts one attempt with a password, beside {@link #attempt}.
   *
   * @param user the name that was given, of a user or not
   * @throws ProblemException when too many failed before
   */
  public void passwordAttempt(UserName user, String address) {
    Attempt attempt = new Attempt(user, Source.of(address));
    Duration wait = perSource.attempt(attempt);
    if (wait.isZero() && familiar.getIfPresent(attempt) == null) {
      wait = perUser.attempt(user);
    }
    if (!wait.isZero()) {
      long seconds = wait.plusMillis(999).toSeconds();
      throw new ProblemException(
              ProblemCode.RATE_LIMITED,
              "Too many wrong passwords were given for this user.",
              "Try again in %d seconds, or sign in with a code from an admin.".formatted(seconds))
          .with("retry_after", seconds);
    }
  }

  /** Says that the password was right. */
  public void passwordSucceeded(UserName user, String address) {
    Attempt attempt = new Attempt(user, Source.of(address));
    familiar.put(attempt, Boolean.TRUE);
    perSource.succeeded(attempt);
    perUser.succeeded(user);
  }
}
