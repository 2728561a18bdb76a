package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import mosaic.ca.Fingerprint;
import mosaic.gateway.instance.FederationSwitch;
import mosaic.gateway.pki.store.PeerPins;

/** Which peers depend on which of our roots; none in a tier without peers. */
@ApplicationScoped
class RootDependents {
  private final FederationSwitch federation;
  private final PeerPins pins;

  RootDependents(FederationSwitch federation, PeerPins pins) {
    this.federation = federation;
    this.pins = pins;
  }

  /** The peers of all active grants. */
  Uni<List<PeerPin>> all() {
    return federation.isOn() ? pins.ofActiveGrants() : Uni.createFrom().item(List.of());
  }

  /** Those that would break if this root were not trusted any more. */
  Uni<List<PeerPin>> of(Fingerprint root) {
    return all().map(pins -> pins.stream().filter(pin -> pin.dependsOn(root).isPresent()).toList());
  }
}
