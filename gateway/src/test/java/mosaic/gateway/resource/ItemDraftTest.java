package mosaic.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ItemDraft.Target;
import mosaic.gateway.scope.ResourceType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ItemDraftTest {
  private static final UUID OWNER = new UUID(0, 1);
  private static final UUID COLLEAGUE = new UUID(0, 2);
  private static final UUID TEAM = new UUID(0, 3);
  private static final UUID NOTE = new UUID(0, 4);
  private static final Instant THEN = Instant.parse("2026-11-01T12:00:00Z");
  private static final ItemText TEXT = text(ResourceType.TASKS, "t", "b", "open");

  @Test
  void changes_sameContent_isFalse() {
    assertThat(task(TEXT, NOTE, TEAM).changes(OWNER, before(), Target.NONE)).isFalse();
  }

  @Test
  void changes_anythingElse_isTrue() {
    assertThat(
            List.of(
                task(text(ResourceType.TASKS, "T", "b", "open"), NOTE, TEAM),
                task(text(ResourceType.TASKS, "t", "", "open"), NOTE, TEAM),
                task(text(ResourceType.TASKS, "t", "b", "done"), NOTE, TEAM),
                task(TEXT, null, TEAM),
                task(TEXT, NOTE, null)))
        .allMatch(draft -> draft.changes(OWNER, before(), Target.NONE));
  }

  @Test
  void changes_colleagueMakesItPersonal_refused() {
    refused(
        ProblemCode.NOT_ALLOWED,
        () -> task(TEXT, NOTE, null).changes(COLLEAGUE, before(), Target.NONE));
  }

  @Test
  void changes_teamOfOthers_refusedEvenUnchanged() {
    refused(
        ProblemCode.NOT_ALLOWED,
        () -> task(TEXT, NOTE, TEAM).changes(OWNER, before(), new Target(false, true)));
  }

  @Test
  void changes_noteNotVisible_refusedUnlessItWasThere() {
    Target hidden = new Target(true, false);

    assertThat(task(TEXT, NOTE, TEAM).changes(COLLEAGUE, before(), hidden)).isFalse();
    refused(
        ProblemCode.REQUEST_INVALID,
        () -> task(TEXT, COLLEAGUE, TEAM).changes(COLLEAGUE, before(), hidden));
  }

  @Test
  void changes_secret_onlyByItsOwner() {
    Item before = credential("old");
    ItemText text = text(ResourceType.CREDENTIALS, "t", "b", null);

    assertThat(credential(text, null).changes(OWNER, before, Target.NONE)).isFalse();
    assertThat(credential(text, "old").changes(OWNER, before, Target.NONE)).isFalse();
    assertThat(credential(text, "new").changes(OWNER, before, Target.NONE)).isTrue();
    refused(
        ProblemCode.NOT_ALLOWED,
        () -> credential(text, "new").changes(COLLEAGUE, credential(null), Target.NONE));
  }

  @ParameterizedTest
  @EnumSource(value = ResourceType.class, names = "TASKS", mode = EnumSource.Mode.EXCLUDE)
  void read_statusOfOthers_refused(ResourceType type) {
    refused(ProblemCode.REQUEST_INVALID, () -> text(type, "t", "b", "open"));
    refused(
        ProblemCode.REQUEST_INVALID,
        () -> new ItemDraft(type, text(type, "t", "b", null), NOTE, null, null));
  }

  @ParameterizedTest
  @EnumSource(
      value = ResourceType.class,
      names = {"TASKS", "NOTES", "MEMORY"})
  void new_secretOfOthers_refused(ResourceType type) {
    refused(
        ProblemCode.REQUEST_INVALID,
        () -> new ItemDraft(type, text(type, "t", "b", null), null, null, "s"));
  }

  @Test
  void read_defaults_areEmptyBodyAndOpen() {
    assertThat(ItemText.read(Field.ROOT, ResourceType.TASKS, "t", null, null))
        .isEqualTo(new ItemText("t", "", "open"));
  }

  @Test
  void read_bodyOverOneMebibyte_refusedByBytes() {
    String limit = "é".repeat(512 * 1024);

    assertThat(text(ResourceType.NOTES, "t", limit, null).body()).isEqualTo(limit);
    refused(ProblemCode.REQUEST_INVALID, () -> text(ResourceType.NOTES, "t", limit + "x", null));
  }

  @Test
  void batch_keyTwiceInAType_refused() {
    ImportItem note = imported(0, ResourceType.NOTES, "k");

    assertThat(new ImportBatch(List.of(note, imported(1, ResourceType.TASKS, "k"))).items())
        .hasSize(2);
    assertThatThrownBy(() -> new ImportBatch(List.of(note, imported(1, ResourceType.NOTES, "k"))))
        .hasMessageStartingWith("$.items[1].key: is the key of $.items[0]");
  }

  @Test
  void toString_always_redacts() {
    assertThat(credential(text(ResourceType.CREDENTIALS, "t", "b", null), "hunter2").toString())
        .doesNotContain("hunter2");
    assertThat(TEXT.toString()).doesNotContain("open");
  }

  private static ImportItem imported(int index, ResourceType type, String key) {
    return new ImportItem(
        Field.of("items").element(index), type, key, text(type, "t", "", null), null, null, null);
  }

  private static void refused(ProblemCode code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.code()).isEqualTo(code));
  }

  private static ItemText text(
      ResourceType type, String title, String body, @Nullable String status) {
    return ItemText.read(Field.ROOT, type, title, body, status);
  }

  private static ItemDraft task(ItemText text, @Nullable UUID note, @Nullable UUID team) {
    return new ItemDraft(ResourceType.TASKS, text, note, team, null);
  }

  private static ItemDraft credential(ItemText text, @Nullable String secret) {
    return new ItemDraft(ResourceType.CREDENTIALS, text, null, TEAM, secret);
  }

  private static Item before() {
    return new Item(
        ResourceType.TASKS, NOTE, "t", "b", "open", NOTE, OWNER, TEAM, THEN, THEN, null);
  }

  private static Item credential(@Nullable String secret) {
    return new Item(
        ResourceType.CREDENTIALS, NOTE, "t", "b", null, null, OWNER, TEAM, THEN, THEN, secret);
  }
}
