package mosaic.gateway.memory;

import java.util.UUID;

/**
 * A row that a search found.
 *
 * @param id its id
 * @param score by meaning, the cosine of its vector and the query's, −1…1; by words, 0…1; 1 is
 *     alike
 */
public record Hit(UUID id, double score) {}
