package mosaic.harness;

import java.util.function.Consumer;

/**
 * One PostgreSQL and one Valkey for all gateways of a run. Closing stops them and drops the data.
 */
public interface SharedServices extends AutoCloseable {
  /** Starts both at once, embedded; {@code progress} hears of their steps from two threads. */
  static SharedServices start(Consumer<String> progress) {
    return EmbeddedServices.start(progress);
  }

  /** Where they are and who may do everything there. */
  ServiceAddresses addresses();

  @Override
  void close();
}
