package mosaic.gateway.pki;

import static mosaic.gateway.pki.AuthorityKind.ISSUING;
import static mosaic.gateway.pki.AuthorityKind.ROOT;
import static mosaic.gateway.pki.AuthorityState.CURRENT;
import static mosaic.gateway.pki.AuthorityState.PREPARED;
import static mosaic.gateway.pki.AuthorityState.RETIRED;
import static mosaic.gateway.pki.AuthorityState.RETIRING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What goes back, by what there is. Roots are 1 and 2; issuing CAs 11 … stand under root 1, 21 …
 * under root 2.
 */
class RollBackTest {
  private static final Instant START = Instant.parse("2026-11-27T00:00:00Z");

  @Test
  void of_nothingRotated_isNothing() {
    assertThat(of(root(1, CURRENT, 0), issuing(11, CURRENT, 0))).isEmpty();
  }

  @Test
  void of_issuingRotated_putsTheLastOneBack() {
    assertThat(
            of(
                root(1, CURRENT, 0),
                issuing(11, RETIRING, 0),
                issuing(12, RETIRING, 1),
                issuing(13, CURRENT, 2)))
        .contains(new RollBack(ids(12), ids(13), ids()));
  }

  @Test
  void of_rootRotated_putsBackTheRootWithTheIssuingCaUnderIt() {
    assertThat(
            of(
                root(1, RETIRING, 0),
                root(2, CURRENT, 2),
                issuing(11, RETIRING, 0),
                issuing(12, RETIRING, 1),
                issuing(21, CURRENT, 2)))
        .contains(new RollBack(ids(1, 12), ids(2, 21), ids()));
  }

  @Test
  void of_issuingRotatedAfterTheRoot_isTheLastUnlessTheRootIsAskedFor() {
    AuthorityRecord[] stored = {
      root(1, RETIRING, 0),
      root(2, CURRENT, 1),
      issuing(11, RETIRING, 0),
      issuing(21, RETIRING, 1),
      issuing(22, CURRENT, 2)
    };

    assertThat(of(stored)).contains(new RollBack(ids(21), ids(22), ids()));
    assertThat(RollBack.of(new StoredAuthorities(List.of(stored)), Optional.of(ROOT)))
        .contains(new RollBack(ids(1, 11), ids(2, 22), ids()));
  }

  @Test
  void of_prepared_isDroppedBeforeItWasUsed() {
    assertThat(
            of(
                root(1, CURRENT, 0),
                root(2, PREPARED, null),
                issuing(11, CURRENT, 0),
                issuing(21, PREPARED, null)))
        .contains(new RollBack(ids(), ids(), ids(2, 21)));
  }

  @Test
  void of_rootAskedForWhereOnlyAnIssuingCaIsPrepared_isNothing() {
    StoredAuthorities stored =
        new StoredAuthorities(
            List.of(root(1, CURRENT, 0), issuing(11, CURRENT, 0), issuing(12, PREPARED, null)));

    assertThat(RollBack.of(stored, Optional.of(ROOT))).isEmpty();
    assertThat(RollBack.of(stored, Optional.of(ISSUING)))
        .contains(new RollBack(ids(), ids(), ids(12)));
  }

  @Test
  void of_rootAskedForBesideAPreparedIssuingCa_dropsThatOneAsWell() {
    StoredAuthorities stored =
        new StoredAuthorities(
            List.of(
                root(1, RETIRING, 0),
                root(2, CURRENT, 1),
                issuing(11, RETIRING, 0),
                issuing(21, CURRENT, 1),
                issuing(22, PREPARED, null)));

    assertThat(RollBack.of(stored, Optional.of(ROOT)))
        .contains(new RollBack(ids(1, 11), ids(2, 21), ids(22)));
    assertThat(RollBack.of(stored, Optional.empty())).contains(new RollBack(ids(), ids(), ids(22)));
  }

  @Test
  void of_oldOnesRetired_isNothing() {
    assertThat(
            of(
                root(1, RETIRED, 0),
                root(2, CURRENT, 1),
                issuing(11, RETIRED, 0),
                issuing(21, CURRENT, 1)))
        .isEmpty();
  }

  private static Optional<RollBack> of(AuthorityRecord... stored) {
    return RollBack.of(new StoredAuthorities(List.of(stored)), Optional.empty());
  }

  private static AuthorityRecord root(int id, AuthorityState state, @Nullable Integer currentDay) {
    return authority(id, ROOT, null, state, currentDay);
  }

  private static AuthorityRecord issuing(
      int id, AuthorityState state, @Nullable Integer currentDay) {
    return authority(id, ISSUING, id(id / 10), state, currentDay);
  }

  private static AuthorityRecord authority(
      int id,
      AuthorityKind kind,
      @Nullable Fingerprint root,
      AuthorityState state,
      @Nullable Integer currentDay) {
    Instant current = currentDay == null ? null : START.plus(Duration.ofDays(currentDay));
    return new AuthorityRecord(
        id(id),
        kind,
        new UUID(0, id),
        "",
        "",
        root,
        null,
        state,
        new AuthorityRecord.Times(START, null, null, current, null, null),
        0);
  }

  private static Fingerprint id(int id) {
    return new Fingerprint("%064x".formatted(id));
  }

  private static List<Fingerprint> ids(int... ids) {
    return Arrays.stream(ids).mapToObj(RollBackTest::id).toList();
  }
}
