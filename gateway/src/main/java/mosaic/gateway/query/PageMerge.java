package mosaic.gateway.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mosaic.gateway.resource.ItemOrder;

/**
 * Merges the pages of several sources into one list: in the order that was asked for, ties
 * by {@link Source#ORDER}, and no more rows than asked for. Depends on the pages alone, not on
 * which source was faster.
 */
final class PageMerge {
  private PageMerge() {}

  /**
   * Rows and reports of a query.
   *
   * @param answers one for each source that was asked
   * @param order that of the pages, and of the list
   * @param limit the most rows to return
   */
  static ItemPage merge(List<SourceAnswer<SourcePage>> answers, ItemOrder order, int limit) {
    List<SourcedItem> rows = new ArrayList<>();
    for (SourceAnswer<SourcePage> answer : answers) {
      if (answer instanceof SourceAnswer.Given<SourcePage> given) {
        given.value().items().forEach(item -> rows.add(new SourcedItem(given.source(), item)));
      }
    }
    rows.sort(comparator(order));
    List<SourcedItem> kept = List.copyOf(rows.subList(0, Math.min(limit, rows.size())));
    List<SourceReport> reports =
        answers.stream()
            .sorted(Comparator.comparing(SourceAnswer::source, Source.ORDER))
            .map(answer -> report(answer, kept))
            .toList();
    return new ItemPage(kept, null, new Reports(reports));
  }

  private static Comparator<SourcedItem> comparator(ItemOrder order) {
    return Comparator.comparing(
            (SourcedItem row) -> order.positionOf(row.item()), order.comparator())
        .thenComparing(SourcedItem::source, Source.ORDER);
  }

  /** A source whose rows were cut off has more, whatever it said itself. */
  private static SourceReport report(SourceAnswer<SourcePage> answer, List<SourcedItem> kept) {
    return switch (answer) {
      case SourceAnswer.Given<SourcePage> given -> {
        int count = (int) kept.stream().filter(row -> row.source().equals(given.source())).count();
        boolean cut = count < given.value().items().size();
        yield SourceReport.given(given, count, cut || given.value().more());
      }
      case SourceAnswer.Withheld<SourcePage> withheld -> SourceReport.withheld(withheld);
    };
  }
}
