package mosaic.gateway.query;

import jakarta.inject.Singleton;
import mosaic.gateway.instance.FederationSwitch;
import mosaic.gateway.problem.ProblemException;

/** Which of the sources asked for there can be in this instance. */
@Singleton
public final class SourceReach {
  private final FederationSwitch federation;

  SourceReach(FederationSwitch federation) {
    this.federation = federation;
  }

  /**
   * The sources to ask. Where there is no federation, all sources are the local one, and complete.
   *
   * @throws ProblemException when a peer is asked for where there is no federation
   */
  public Sources within(Sources wanted) {
    if (federation.isOn()) {
      return wanted;
    }
    return switch (wanted) {
      case Sources.All all -> new Sources.Only(new Source.Local());
      case Sources.Only(Source.Local local) -> wanted;
      case Sources.Only(Source.Federated peer) -> throw federation.refusal();
    };
  }
}
