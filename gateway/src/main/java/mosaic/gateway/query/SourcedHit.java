package mosaic.gateway.query;

import mosaic.gateway.search.Hit;

/** What a search found, and where. */
public record SourcedHit(Source source, Hit hit) {}
