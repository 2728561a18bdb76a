package mosaic.gateway.query.web;

import java.util.List;
import mosaic.gateway.query.FoundItem;
import mosaic.gateway.resource.web.ItemView;

/** One row as the user API shows it. */
record FoundView(ItemView item, boolean complete, List<SourceView> sources, List<String> signals) {

  static FoundView of(FoundItem found) {
    return new FoundView(
        ItemView.of(found.item().source().wireName(), found.item().item()),
        found.reports().complete(),
        found.reports().sources().stream().map(SourceView::of).toList(),
        found.reports().signals());
  }
}
