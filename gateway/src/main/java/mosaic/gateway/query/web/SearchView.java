package mosaic.gateway.query.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import mosaic.gateway.query.SearchAnswer;
import org.jspecify.annotations.Nullable;

/** What a search found, as the user API shows it; {@code next} is as in lists, and always null. */
record SearchView(
    List<HitView> items,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String next,
    boolean complete,
    List<SourceView> sources,
    List<String> signals) {

  static SearchView of(SearchAnswer answer) {
    return new SearchView(
        answer.items().stream().map(HitView::of).toList(),
        null,
        answer.reports().complete(),
        answer.reports().sources().stream().map(SourceView::of).toList(),
        answer.reports().signals());
  }
}
