package mosaic.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import mosaic.ca.DnsName;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.Snippet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RankMergePropertiesTest {
  /** For each source what it found, in its own order; ties are common. */
  @Provide
  Arbitrary<List<List<Hit>>> sources() {
    Arbitrary<Hit> hit =
        Combinators.combine(
                Arbitraries.integers().between(0, 35), Arbitraries.integers().between(0, 4))
            .as((n, score) -> hit(n, score / 4.0));
    return hit.list().ofMaxSize(12).map(RankMergePropertiesTest::inOrder).list().ofMaxSize(5);
  }

  @Property
  void merge_sourcesInAnotherOrder_isTheSame(
      @ForAll("sources") List<List<Hit>> found,
      @ForAll @IntRange(min = 1, max = 40) int limit,
      @ForAll long seed) {
    List<SourceAnswer<Hits>> answers = answers(found);
    List<SourceAnswer<Hits>> shuffled = new ArrayList<>(answers);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(RankMerge.merge(shuffled, limit)).isEqualTo(RankMerge.merge(answers, limit));
  }

  /** As rows of different sources are different rows, the weights deal them out rank by rank. */
  @Property
  void merge_anyAnswers_equalsTheModel(
      @ForAll("sources") List<List<Hit>> found, @ForAll @IntRange(min = 1, max = 40) int limit) {
    SearchAnswer merged = RankMerge.merge(answers(found), limit);

    List<SourcedHit> model = new ArrayList<>();
    for (int rank = 0; rank < 12; rank++) {
      for (int source = 0; source < found.size(); source++) {
        if (rank < found.get(source).size()) {
          model.add(new SourcedHit(source(source), found.get(source).get(rank)));
        }
      }
    }
    assertThat(merged.items()).isEqualTo(model.subList(0, Math.min(limit, model.size())));
    int counted = 0;
    for (SourceReport report : merged.reports().sources()) {
      counted += report.count();
      int index = index(report.source());
      assertThat(report.more())
          .isEqualTo(report.count() < found.get(index).size() || hasMore(index));
    }
    assertThat(counted).isEqualTo(merged.items().size());
  }

  @Test
  void merge_sourceThatFailed_isReportedAndTheRestStands() {
    SourceAnswer<Hits> given =
        new SourceAnswer.Given<>(
            source(0), Duration.ZERO, new Hits(List.of(hit(1, 0.5), hit(2, 0.1)), false));
    SourceAnswer<Hits> withheld =
        new SourceAnswer.Withheld<>(
            source(1), Duration.ZERO, SourceStatus.OFFLINE, "peer-offline", "away");

    SearchAnswer merged = RankMerge.merge(List.of(withheld, given), 10);

    assertThat(merged.items()).hasSize(2);
    assertThat(merged.reports().complete()).isFalse();
    assertThat(merged.reports().sources())
        .extracting(SourceReport::status)
        .containsExactly(SourceStatus.OK, SourceStatus.OFFLINE);
  }

  private static List<SourceAnswer<Hits>> answers(List<List<Hit>> found) {
    List<SourceAnswer<Hits>> answers = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      answers.add(
          new SourceAnswer.Given<>(source(i), Duration.ZERO, new Hits(found.get(i), hasMore(i))));
    }
    return answers;
  }

  private static List<Hit> inOrder(List<Hit> hits) {
    LinkedHashMap<Object, Hit> once = new LinkedHashMap<>();
    hits.forEach(hit -> once.putIfAbsent(hit.item().id(), hit));
    return once.values().stream().sorted(Hit.ORDER).toList();
  }

  private static Hit hit(int n, double score) {
    return new Hit(PageMergeTest.item(n / 6, n % 6), score, Snippet.EMPTY);
  }

  private static boolean hasMore(int index) {
    return index % 2 == 1;
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
