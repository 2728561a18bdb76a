package mosaic.gateway.instance;

/**
 * The instance has started, and in tier {@code federated}: the event that federation, and what else
 * only that tier has, waits for. In another tier it never comes, so that nothing of all that is so
 * much as loaded.
 */
public record FederationStart() {}
