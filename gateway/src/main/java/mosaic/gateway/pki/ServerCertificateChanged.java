package mosaic.gateway.pki;

/**
 * The event that {@link ServerIdentity} is another now: each listener takes it for the connections
 * to come, and keeps those that are open. Fired off the event loops.
 */
public record ServerCertificateChanged() {}
