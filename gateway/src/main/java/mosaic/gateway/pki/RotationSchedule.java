package mosaic.gateway.pki;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import mosaic.ca.Fingerprint;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.pki.store.RotationStore;
import org.jboss.logging.Logger;

/**
 * What of a rotation happens by itself, on whichever replica looks first: prepared authorities
 * become current, issuing CAs retire when their last certificate has expired, and a root that was
 * replaced when its time is over and no peer depends on it.
 */
@ApplicationScoped
class RotationSchedule {
  private static final Logger LOG = Logger.getLogger(RotationSchedule.class);

  private final RotationStore rotations;
  private final RootDependents dependents;
  private final CaConfig config;

  RotationSchedule(RotationStore rotations, RootDependents dependents, CaConfig config) {
    this.rotations = rotations;
    this.dependents = dependents;
    this.config = config;
  }

  /** Does what is due. */
  Uni<Void> run() {
    return rotations
        .activate(config.rootOverlap())
        .flatMap(activated -> rotations.retireIssuing())
        .flatMap(retired -> rotations.rootDueToRetire())
        .flatMap(due -> due.isPresent() ? retire(due.get()) : Uni.createFrom().voidItem());
  }

  private Uni<Void> retire(Fingerprint root) {
    return dependents
        .of(root)
        .flatMap(
            peers -> {
              if (peers.isEmpty()) {
                return rotations.retireRoot(root, AuditEvent.NOBODY).replaceWithVoid();
              }
              LOG.warnf(
                  "the old CA root should be retired, but %d peers still depend on it:"
                      + " see mosaic ca show",
                  peers.size());
              return rotations.postpone(root);
            });
  }
}
