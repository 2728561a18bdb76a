package mosaic.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Requests without a pause, of several kinds, each by a client of its own, until it is closed. What
 * did not succeed is kept.
 */
final class Load implements AutoCloseable {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentMap<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> clients = new ArrayList<>();
  private volatile boolean ended;

  /**
   * Begins one kind.
   *
   * @param request says what went wrong, if anything
   */
  Load add(String kind, Supplier<Optional<String>> request) {
    AtomicLong count = new AtomicLong();
    counts.put(kind, count);
    clients.add(
        executor.submit(
            () -> {
              while (!ended) {
                String failure = attempt(request);
                if (!failure.isEmpty()) {
                  failures.add(kind + ": " + failure);
                }
                var _ = count.incrementAndGet();
              }
            }));
    return this;
  }

  private static String attempt(Supplier<Optional<String>> request) {
    try {
      return request.get().orElse("");
    } catch (RuntimeException | AssertionError e) {
      return e.toString();
    }
  }

  /** Waits until every kind has had so many more. */
  void await(int more) {
    Map<String, Long> before = counts();
    Deadline.inSeconds(60)
        .await(
            more + " more requests of each kind, failures so far: " + failures,
            () ->
                counts().entrySet().stream()
                    .allMatch(
                        now -> now.getValue() >= before.getOrDefault(now.getKey(), 0L) + more));
  }

  Map<String, Long> counts() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((kind, count) -> now.put(kind, count.get()));
    return now;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Ends it, when those requests that are under way have ended. */
  @Override
  public void close() {
    ended = true;
    executor.close();
  }
}
