package mosaic.gateway.memory;

import java.util.UUID;

/**
 * A row's place in the queue.
 *
 * @param row the row that waits for an embedding
 * @param owner who may read it
 * @param number another one after each change of the row
 */
public record Turn(UUID row, UUID owner, long number) {}
