package mosaic.gateway.pki;

/**
 * The event that {@link InstanceCa} is another now, by an act on this replica or on another. Fired
 * after the change, off the event loops.
 */
public record AuthoritiesChanged() {}
