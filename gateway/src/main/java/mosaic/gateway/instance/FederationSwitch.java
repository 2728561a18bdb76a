package mosaic.gateway.instance;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/** Whether this instance federates: the one place that decides. */
@Singleton
public final class FederationSwitch {
  /** After everything that federation needs. */
  private static final int LATE = 3000;

  private final Tier tier;

  FederationSwitch(InstanceConfig config) {
    this.tier = Tier.fromConfigName(config.tier()).orElseThrow();
  }

  /** Whether peers are served and asked. */
  public boolean isOn() {
    return tier == Tier.FEDERATED;
  }

  /** What a caller is told who asks for federation where there is none. */
  public ProblemException refusal() {
    return new ProblemException(
        ProblemCode.TIER_NOT_FEDERATED,
        "This instance is of tier %s, which does not federate.".formatted(tier.configName()),
        "An admin can move it: mosaic migrate tier --to federated");
  }

  void start(@Observes @Priority(LATE) StartupEvent event, Event<FederationStart> federation) {
    if (isOn()) {
      federation.fire(new FederationStart());
    }
  }
}
