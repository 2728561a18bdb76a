package mosaic.gateway.memory;

import java.util.UUID;

/**
 * A row that a search found.
 *
 * @param id its id
 * @param score the cosine of its vector and the query's, −1…1; 1 is alike
 */
public record Hit(UUID id, double score) {}
