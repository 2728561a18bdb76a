package mosaic.gateway.memory;

import java.util.UUID;

/**
 * A row that is near to a text.
 *
 * @param id its id
 * @param score the cosine of its vector and the text's, −1…1; 1 is alike
 */
public record Neighbour(UUID id, double score) {}
