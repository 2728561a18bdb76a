package mosaic.harness;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import mosaic.embedded.EmbeddedPostgres;
import mosaic.embedded.EmbeddedValkey;

/**
 * PostgreSQL and Valkey as processes of this machine, on an address of their own. The data is in a
 * temporary directory that goes when they stop.
 */
final class EmbeddedServices implements SharedServices {
  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final EmbeddedValkey valkey;

  private EmbeddedServices(Path directory, EmbeddedPostgres postgres, EmbeddedValkey valkey) {
    this.directory = directory;
    this.postgres = postgres;
    this.valkey = valkey;
  }

  /** Starts both at once; {@code progress} hears of their steps from two threads. */
  static EmbeddedServices start(Consumer<String> progress) {
    Path directory = Directories.temporary("mosaic-services-");
    String host = Loopback.address();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<EmbeddedPostgres> postgres =
          CompletableFuture.supplyAsync(() -> postgres(directory, host, progress), executor);
      CompletableFuture<EmbeddedValkey> valkey =
          CompletableFuture.supplyAsync(() -> valkey(host, progress), executor);
      try {
        return new EmbeddedServices(directory, postgres.join(), valkey.join());
      } catch (CompletionException e) {
        // The one that did start must not stay behind.
        CompletableFuture.allOf(
                postgres.thenAccept(EmbeddedPostgres::close),
                valkey.thenAccept(EmbeddedValkey::close))
            .handle((done, failure) -> "settled")
            .join();
        Directories.remove(directory);
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  @Override
  public ServiceAddresses addresses() {
    return new ServiceAddresses(
        postgres.host(),
        postgres.port(),
        postgres.superuser(),
        postgres.password().reveal(),
        valkey.host(),
        valkey.port(),
        valkey.password().reveal());
  }

  @Override
  public void close() {
    Uninterrupted.run(
        () -> {
          valkey.close();
          postgres.close();
          Directories.remove(directory);
        });
  }

  private static EmbeddedPostgres postgres(Path directory, String host, Consumer<String> progress) {
    return EmbeddedPostgres.builder()
        .dataDirectory(directory.resolve("postgres"))
        .host(host)
        .durable(false)
        .progress(progress)
        .start();
  }

  private static EmbeddedValkey valkey(String host, Consumer<String> progress) {
    return EmbeddedValkey.builder().host(host).progress(progress).start();
  }
}
