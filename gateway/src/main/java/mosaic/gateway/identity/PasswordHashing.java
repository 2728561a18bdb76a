package mosaic.gateway.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/**
 * Hashes passwords with Argon2id (RFC 9106). Each takes 19 MiB and tens of milliseconds of a core
 * on purpose, so they run on few threads of their own, few may wait, and more are refused at once.
 */
@Singleton
public final class PasswordHashing {
  /*
   * m=19456 (19 MiB), t=2, p=1: the OWASP Password Storage Cheat Sheet, "Argon2id", second of the
   * equally strong settings; salt and hash of the lengths that RFC 9106, 3.1 and 4, recommends.
   */
  private static final int MEMORY_KIB = 19_456;
  private static final int ITERATIONS = 2;
  private static final int PARALLELISM = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private static final int WAITING_PER_THREAD = 16;

  private final Argon2PasswordEncoder argon2 =
      new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, MEMORY_KIB, ITERATIONS);

  /** Nobody's: compared where there is no password, so that this takes as long. */
  private final String decoy = encode(PasswordHashing.class.getName());

  private final WorkerExecutor workers;
  private final Semaphore places;

  PasswordHashing(Vertx vertx) {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    this.workers = vertx.createSharedWorkerExecutor("password-hashing", threads);
    this.places = new Semaphore(threads * (1 + WAITING_PER_THREAD));
  }

  @PreDestroy
  void close() {
    var _ = workers.close();
  }

  /** Hashes a new password; the result is in the PHC string format and names its parameters. */
  public Uni<String> hash(String password) {
    return work(() -> encode(password));
  }

  /**
   * Compares a password with a stored hash.
   *
   * @param hash empty where there is none, which takes as long and is never the same
   */
  public Uni<Boolean> matches(String password, Optional<String> hash) {
    return work(() -> argon2.matches(password, hash.orElse(decoy)) && hash.isPresent());
  }

  /** Whether a hash was made with weaker parameters than those of today. */
  public boolean isOutdated(String hash) {
    return argon2.upgradeEncoding(hash);
  }

  private String encode(String password) {
    String hash = argon2.encode(password);
    if (hash == null) {
      throw new IllegalStateException("no password");
    }
    return hash;
  }

  private <T> Uni<T> work(Callable<T> work) {
    return Uni.createFrom()
        .deferred(
            () ->
                places.tryAcquire()
                    ? Uni.createFrom()
                        .completionStage(
                            () ->
                                workers
                                    .executeBlocking(() -> leavingItsPlace(work), false)
                                    .toCompletionStage())
                    : Uni.createFrom().failure(busy()));
  }

  /** Only when the work is done, also for a caller who has gone away. */
  private <T> T leavingItsPlace(Callable<T> work) throws Exception {
    try {
      return work.call();
    } finally {
      places.release();
    }
  }

  private static ProblemException busy() {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "Too many passwords are being checked at once.",
            "Try again in a moment.")
        .with("retry_after", 1);
  }
}
