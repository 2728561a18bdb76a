package mosaic.gateway.query;

/** The answer to a query for one row. */
public record FoundItem(SourcedItem item, Reports reports) {}
