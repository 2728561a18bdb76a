package mosaic.gateway.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Hits;

/**
 * Merges what several sources found by reciprocal rank fusion (R-703; Cormack, Clarke and Büttcher,
 * SIGIR 2009): a row's weight is 1/(60 + its rank in its source), counted from 1. Scores of
 * different sources are not compared: each is of another collection, and may be of another kind.
 * Ties go by {@link Source#ORDER}, then in list order. Depends on the answers alone, not on which
 * source was faster.
 */
final class RankMerge {
  /** The constant of that paper. */
  private static final double K = 60;

  private static final Comparator<Ranked> ORDER =
      Comparator.comparingDouble(Ranked::weight)
          .reversed()
          .thenComparing(ranked -> ranked.hit().source(), Source.ORDER)
          .thenComparing(ranked -> ranked.hit().hit(), Hit.ORDER);

  private RankMerge() {}

  private record Ranked(SourcedHit hit, double weight) {}

  /**
   * Rows and reports of a search.
   *
   * @param answers one for each source that was asked
   * @param limit the most rows to return
   */
  static SearchAnswer merge(List<? extends SourceAnswer<Hits>> answers, int limit) {
    List<Ranked> ranked = new ArrayList<>();
    for (SourceAnswer<Hits> answer : answers) {
      if (answer instanceof SourceAnswer.Given<Hits> given) {
        int rank = 0;
        for (Hit hit : given.value().items()) {
          rank++;
          ranked.add(new Ranked(new SourcedHit(given.source(), hit), 1 / (K + rank)));
        }
      }
    }
    List<SourcedHit> kept = ranked.stream().sorted(ORDER).limit(limit).map(Ranked::hit).toList();
    List<SourceReport> reports =
        answers.stream()
            .sorted(Comparator.comparing(SourceAnswer::source, Source.ORDER))
            .map(answer -> report(answer, kept))
            .toList();
    return new SearchAnswer(kept, new Reports(reports));
  }

  /** A source whose rows were cut off has more, whatever it said itself. */
  private static SourceReport report(SourceAnswer<Hits> answer, List<SourcedHit> kept) {
    return switch (answer) {
      case SourceAnswer.Given<Hits> given -> {
        int count = (int) kept.stream().filter(hit -> hit.source().equals(given.source())).count();
        boolean cut = count < given.value().items().size();
        yield SourceReport.given(given, count, cut || given.value().more());
      }
      case SourceAnswer.Withheld<Hits> withheld -> SourceReport.withheld(withheld);
    };
  }
}
