package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page has bounded bytes, not only bounded rows. */
@ExtendWith(SharedGateways.class)
final class PageBytesTest {
  private static final int ROWS = 12;
  private static final int MOST_BYTES = 3 * 1024 * 1024;

  private final GatewayPair pair;

  PageBytesTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  void list_largeNotes_pagesStayBelowThreeMebibytesAndAllRowsComeOnceInOrder() {
    Story story = Story.of(pair);
    Database work = pair.work().database();
    // Two of every instant, so that a page may end between equals.
    int inserted =
        work.execute(
            "insert into notes (id, owner_id, title, body, updated_at)"
                + " select gen_random_uuid(), ?::uuid, 'note ' || n, repeat('x', 524288),"
                + " timestamptz '2026-01-01 00:00:00Z' + (n / 2) * interval '1 second'"
                + " from generate_series(1, ?) n",
            story.atWork().id(),
            ROWS);
    assertThat(inserted).isEqualTo(ROWS);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("notes")));
    FederationListener listener = FederationListener.of(pair.work());

    List<String> seen = new ArrayList<>();
    int pages = 0;
    @Nullable String cursor = null;
    do {
      String path = "/federation/v1/notes?limit=500" + (cursor == null ? "" : "&cursor=" + cursor);
      Answer page = listener.get(certificate, path).answer().expect(200);
      assertThat(page.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MOST_BYTES);
      List<String> ids = page.json().path("items").findValuesAsText("id");
      assertThat(ids).hasSizeBetween(1, ROWS - 1);
      assertThat(page.json().path("items").findValuesAsText("body"))
          .allMatch(body -> body.length() == 524288);
      seen.addAll(ids);
      cursor = page.json().path("next").isNull() ? null : page.json().path("next").asText();
      assertThat(page.json().path("more").asBoolean()).isEqualTo(cursor != null);
      assertThat(++pages).isLessThanOrEqualTo(ROWS);
    } while (cursor != null);

    assertThat(pages).isGreaterThan(1);
    assertThat(seen)
        .containsExactlyElementsOf(
            work.texts(
                "select id::text from notes where owner_id = ?::uuid"
                    + " order by updated_at desc, id desc",
                story.atWork().id()));
  }

  @Test
  void list_smallNotes_allComeOnOnePage() {
    Story story = Story.of(pair);
    int inserted =
        pair.work()
            .database()
            .execute(
                "insert into notes (id, owner_id, title, body)"
                    + " select gen_random_uuid(), ?::uuid, 'note ' || n, repeat('x', 1024)"
                    + " from generate_series(1, 500) n",
                story.atWork().id());
    assertThat(inserted).isEqualTo(500);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("notes")));

    Answer page =
        FederationListener.of(pair.work())
            .get(certificate, "/federation/v1/notes?limit=500")
            .answer()
            .expect(200);

    assertThat(page.json().path("items")).hasSize(500);
    assertThat(page.json().path("more").asBoolean()).isFalse();
  }
}
