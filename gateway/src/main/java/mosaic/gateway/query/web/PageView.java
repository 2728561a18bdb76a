package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import mosaic.gateway.query.ItemPage;
import mosaic.gateway.resource.web.ItemView;
import org.jspecify.annotations.Nullable;

/** A page as the user API shows it. */
record PageView(
    List<ItemView> items,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String next,
    boolean complete,
    List<SourceView> sources,
    List<String> signals) {

  static PageView of(ItemPage page) {
    return new PageView(
        page.items().stream().map(row -> ItemView.of(row.source().wireName(), row.item())).toList(),
        page.next(),
        page.reports().complete(),
        page.reports().sources().stream().map(SourceView::of).toList(),
        page.reports().signals());
  }
}
