package mosaic.gateway.resource;

import mosaic.gateway.scope.ResourceType;

/**
 * An event: rows were made or changed, and the transaction is over.
 *
 * @param type what they are
 */
public record RowsWritten(ResourceType type) {}
