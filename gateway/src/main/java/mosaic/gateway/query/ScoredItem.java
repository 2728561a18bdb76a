package mosaic.gateway.query;

/**
 * An item that a search found.
 *
 * @param score how well it fits, −1…1; higher is better
 */
public record ScoredItem(SourcedItem item, double score) {}
