package mosaic.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import mosaic.ca.DnsName;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ItemOrder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Merging against the plainest model: put everything together, sort it, cut it. */
class PageMergePropertiesTest {

  /** For each source its rows, as (second, id) in a small range so that ties are common. */
  @Provide
  Arbitrary<List<List<Item>>> sources() {
    Arbitrary<Item> item =
        Arbitraries.integers().between(0, 35).map(n -> PageMergeTest.item(n / 6, 5 - n / 6, n % 6));
    return item.list().ofMaxSize(12).list().ofMaxSize(5);
  }

  @Property
  void merge_anyPages_equalsTheModel(
      @ForAll("sources") List<List<Item>> rows,
      @ForAll ItemOrder order,
      @ForAll @IntRange(min = 1, max = 40) int limit) {
    List<List<Item>> pages = inOrder(rows, order);

    ItemPage merged = PageMerge.merge(answers(pages), order, limit);

    List<SourcedItem> model = model(pages, order);
    assertThat(merged.items()).isEqualTo(model.subList(0, Math.min(limit, model.size())));
    int counted = 0;
    for (SourceReport report : merged.reports().sources()) {
      counted += report.count();
      int given = pages.get(index(report.source())).size();
      assertThat(report.more()).isEqualTo(report.count() < given || hasMore(report.source()));
    }
    assertThat(counted).isEqualTo(merged.items().size());
    assertThat(merged.reports().sources()).hasSize(pages.size());
  }

  @Property
  void merge_sourcesInAnotherOrder_isTheSame(
      @ForAll("sources") List<List<Item>> rows,
      @ForAll ItemOrder order,
      @ForAll @IntRange(min = 1, max = 40) int limit,
      @ForAll long seed) {
    List<SourceAnswer<SourcePage>> answers = answers(inOrder(rows, order));
    List<SourceAnswer<SourcePage>> shuffled = new ArrayList<>(answers);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(PageMerge.merge(shuffled, order, limit))
        .isEqualTo(PageMerge.merge(answers, order, limit));
  }

  private static List<SourceAnswer<SourcePage>> answers(List<List<Item>> pages) {
    List<SourceAnswer<SourcePage>> answers = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      boolean more = hasMore(source(i));
      answers.add(
          new SourceAnswer.Given<>(
              source(i), Duration.ZERO, new SourcePage(pages.get(i), more, more ? "c" : null)));
    }
    return answers;
  }

  private static List<SourcedItem> model(List<List<Item>> pages, ItemOrder order) {
    List<SourcedItem> rows = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      for (Item item : pages.get(i)) {
        rows.add(new SourcedItem(source(i), item));
      }
    }
    rows.sort(
        Comparator.comparing(SourcedItem::item, plain(order))
            .thenComparingInt(row -> index(row.source())));
    return rows;
  }

  private static Comparator<Item> plain(ItemOrder order) {
    Comparator<Item> byTime =
        Comparator.comparing(
            item -> order.wireName().contains("updated") ? item.updatedAt() : item.createdAt());
    Comparator<Item> ascending = byTime.thenComparing(item -> item.id().toString());
    return order.wireName().startsWith("-") ? ascending.reversed() : ascending;
  }

  private static List<List<Item>> inOrder(List<List<Item>> rows, ItemOrder order) {
    return rows.stream()
        .map(items -> new LinkedHashSet<>(items).stream().sorted(plain(order)).toList())
        .toList();
  }

  private static boolean hasMore(Source source) {
    return index(source) % 2 == 1;
  }

  private static Source source(int index) {
    return index == 0 ? new Source.Local() : new Source.Federated(new DnsName("p" + index + ".x"));
  }

  private static int index(Source source) {
    return switch (source) {
      case Source.Local local -> 0;
      case Source.Federated(DnsName host) -> host.text().charAt(1) - '0';
    };
  }
}
