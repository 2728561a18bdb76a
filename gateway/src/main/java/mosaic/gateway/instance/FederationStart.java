package mosaic.gateway.instance;

/**
 * The instance has started and federates: the event that federation waits for. In another tier it
 * never comes, so that nothing of federation is so much as loaded.
 */
public record FederationStart() {}
