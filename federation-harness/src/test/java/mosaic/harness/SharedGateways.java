package mosaic.harness;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Hands every test class the same services and the same pair of gateways, started when first asked
 * for and stopped after the last test. When a test fails, what both gateways printed during it is
 * printed.
 */
final class SharedGateways implements ParameterResolver, BeforeEachCallback, TestWatcher {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedGateways.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == GatewayPair.class || type == SharedServices.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == GatewayPair.class
        ? pair(context)
        : services(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    GatewayPair pair = startedPair(context);
    if (pair != null) {
      context.getStore(NAMESPACE).put(LogPositions.class, LogPositions.of(pair));
    }
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    GatewayPair pair = startedPair(context);
    if (pair == null) {
      return;
    }
    LogPositions before =
        context
            .getStore(NAMESPACE)
            .getOrDefault(LogPositions.class, LogPositions.class, LogPositions.START);
    System.out.printf(
        "%n===== %s failed =====%n----- %s -----%n%s%n----- %s -----%n%s%n",
        context.getDisplayName(),
        pair.work().serverName(),
        since(pair.work().log(), before.work()),
        pair.home().serverName(),
        since(pair.home().log(), before.home()));
  }

  private static SharedServices services(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(
            SharedServices.class,
            key -> {
              SharedServices services = TestServices.start();
              RecordedStarts.make(services.addresses());
              return services;
            },
            SharedServices.class);
  }

  private static GatewayPair pair(ExtensionContext context) {
    // The services first: what was stored last is closed first.
    ServiceAddresses services = services(context).addresses();
    Object started = store(context).computeIfAbsent(GatewayPair.class, key -> startOnce(services));
    return switch (started) {
      case GatewayPair pair -> pair;
      default -> throw new HarnessException("The gateways do not start, see the first failure");
    };
  }

  /** A failure is kept, so that not every test waits for the same one. */
  private static Object startOnce(ServiceAddresses services) {
    try {
      return GatewayPair.builder(services).start();
    } catch (HarnessException e) {
      System.out.println(e.getMessage());
      return e;
    }
  }

  private static @Nullable GatewayPair startedPair(ExtensionContext context) {
    return store(context).get(GatewayPair.class) instanceof GatewayPair pair ? pair : null;
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }

  private static String since(String log, int position) {
    return log.substring(Math.min(position, log.length()));
  }

  private record LogPositions(int work, int home) {
    static final LogPositions START = new LogPositions(0, 0);

    static LogPositions of(GatewayPair pair) {
      return new LogPositions(pair.work().log().length(), pair.home().log().length());
    }
  }
}
