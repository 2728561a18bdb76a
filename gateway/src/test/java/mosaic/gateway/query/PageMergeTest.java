package mosaic.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ItemOrder;
import mosaic.gateway.scope.ResourceType;
import org.junit.jupiter.api.Test;

class PageMergeTest {
  private static final Source LOCAL = new Source.Local();
  private static final Source WORK = new Source.Federated(new DnsName("work.example"));
  private static final Source CLUB = new Source.Federated(new DnsName("club.example"));
  private static final Duration TOOK = Duration.ofMillis(3);

  static Item item(long second, long id) {
    return item(second, second, id);
  }

  static Item item(long updated, long created, long id) {
    return new Item(
        ResourceType.NOTES,
        new UUID(0, id),
        "t",
        "",
        null,
        null,
        new UUID(0, 0),
        null,
        Instant.ofEpochSecond(created),
        Instant.ofEpochSecond(updated),
        null);
  }

  private static SourceAnswer<SourcePage> given(Source source, boolean more, Item... items) {
    return new SourceAnswer.Given<>(
        source, TOOK, new SourcePage(List.of(items), more, more ? "cursor" : null));
  }

  @Test
  void merge_severalSources_newestFirstAndTaggedByUs() {
    ItemPage page =
        PageMerge.merge(
            List.of(given(WORK, false, item(9, 1), item(5, 1)), given(LOCAL, false, item(7, 1))),
            ItemOrder.DEFAULT,
            10);

    assertThat(page.items())
        .containsExactly(
            new SourcedItem(WORK, item(9, 1)),
            new SourcedItem(LOCAL, item(7, 1)),
            new SourcedItem(WORK, item(5, 1)));
    assertThat(page.next()).isNull();
    assertThat(page.reports().complete()).isTrue();
    assertThat(page.reports().sources())
        .extracting(SourceReport::source)
        .containsExactly(LOCAL, WORK);
  }

  @Test
  void merge_anotherOrder_isThatOrder() {
    ItemPage page =
        PageMerge.merge(
            List.of(given(WORK, false, item(5, 1), item(9, 1)), given(LOCAL, false, item(7, 1))),
            ItemOrder.CREATED_ASCENDING,
            2);

    assertThat(page.items())
        .containsExactly(new SourcedItem(WORK, item(5, 1)), new SourcedItem(LOCAL, item(7, 1)));
  }

  @Test
  void merge_sameRowInSeveralSources_localFirstThenByHost() {
    ItemPage page =
        PageMerge.merge(
            List.of(
                given(WORK, false, item(1, 1)),
                given(CLUB, false, item(1, 1)),
                given(LOCAL, false, item(1, 1))),
            ItemOrder.DEFAULT,
            10);

    assertThat(page.items()).extracting(SourcedItem::source).containsExactly(LOCAL, CLUB, WORK);
  }

  @Test
  void merge_moreThanTheLimit_cutsAndSaysWhoHasMore() {
    ItemPage page =
        PageMerge.merge(
            List.of(
                given(LOCAL, false, item(9, 1), item(8, 1)),
                given(WORK, false, item(7, 1), item(6, 1)),
                given(CLUB, true, item(10, 1))),
            ItemOrder.DEFAULT,
            3);

    assertThat(page.items()).hasSize(3);
    assertThat(page.reports().sources())
        .extracting(SourceReport::source, SourceReport::count, SourceReport::more)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(LOCAL, 2, false),
            org.assertj.core.groups.Tuple.tuple(CLUB, 1, true),
            org.assertj.core.groups.Tuple.tuple(WORK, 0, true));
  }

  @Test
  void merge_aSourceOffline_isReportedAndSignalled() {
    ItemPage page =
        PageMerge.merge(
            List.of(
                given(LOCAL, false, item(1, 1)),
                new SourceAnswer.Withheld<>(
                    WORK, TOOK, SourceStatus.OFFLINE, "peer-offline", "words")),
            ItemOrder.DEFAULT,
            10);

    assertThat(page.items()).hasSize(1);
    assertThat(page.reports().complete()).isFalse();
    assertThat(page.reports().signals()).containsExactly("federation offline for `work.example`");
  }
}
