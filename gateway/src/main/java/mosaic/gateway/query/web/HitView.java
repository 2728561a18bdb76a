package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import mosaic.gateway.query.SourcedHit;
import mosaic.gateway.resource.web.ItemView;
import org.jspecify.annotations.Nullable;

/** An item that a search found, with its score and snippet among its keys. */
record HitView(@JsonUnwrapped ItemView item, double score, List<SegmentView> snippet) {

  /**
   * A piece of a snippet.
   *
   * @param match true where it is what was searched for, else absent
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SegmentView(String text, @Nullable Boolean match) {}

  static HitView of(SourcedHit found) {
    return new HitView(
        ItemView.of(found.source().wireName(), found.hit().item()),
        found.hit().score(),
        found.hit().snippet().segments().stream()
            .map(segment -> new SegmentView(segment.text(), segment.match() ? true : null))
            .toList());
  }
}
