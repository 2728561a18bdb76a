package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import mosaic.gateway.query.ScoredItem;
import mosaic.gateway.resource.web.ItemView;

/** An item that a search found, with its score among its keys. */
record HitView(@JsonUnwrapped ItemView item, double score) {

  static HitView of(ScoredItem hit) {
    return new HitView(ItemView.of(hit.item().source().wireName(), hit.item().item()), hit.score());
  }
}
