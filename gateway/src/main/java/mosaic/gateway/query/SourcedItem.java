package mosaic.gateway.query;

import mosaic.gateway.resource.Item;

/** An item and where it came from. We say where; the item does not. */
public record SourcedItem(Source source, Item item) {}
