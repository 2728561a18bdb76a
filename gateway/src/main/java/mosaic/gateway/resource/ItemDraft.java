package mosaic.gateway.resource;

import java.util.Objects;
import java.util.UUID;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * A row as its author wants it to be, checked as far as that goes without the database.
 *
 * @param text title, body and status
 * @param noteId the note it came from; tasks only
 * @param teamId the team it is to belong to; null for a personal row
 * @param secret for credentials and API keys only; null leaves what is there
 */
public record ItemDraft(
    ResourceType type,
    ItemText text,
    @Nullable UUID noteId,
    @Nullable UUID teamId,
    @Nullable String secret) {
  /** Takes nothing that the type does not have. */
  public ItemDraft {
    Field.of("note_id").absent(type == ResourceType.TASKS ? null : noteId, "only tasks have it");
    ItemText.checkSecret(Field.of("secret"), type, secret);
  }

  /**
   * Checks that this may replace a row.
   *
   * @param user who wants it
   * @param before the row, as the user sees it
   * @param target what the database says about this draft's team and note
   * @return whether that changes anything
   * @throws ProblemException when the user may not
   */
  public boolean changes(UUID user, Item before, Target target) {
    boolean owner = before.ownerId().equals(user);
    if (!owner && teamId == null) {
      throw notAllowed("team_id", "only its owner can make this row personal");
    }
    if (!owner && secret != null) {
      throw notAllowed("secret", "only its owner can change the secret of this row");
    }
    boolean sameNote = Objects.equals(noteId, before.noteId());
    target.check(sameNote);
    return !(sameNote
        && text.title().equals(before.title())
        && text.body().equals(before.body())
        && Objects.equals(text.status(), before.status())
        && Objects.equals(teamId, before.teamId())
        && (secret == null || secret.equals(before.secret())));
  }

  /**
   * What the database says about the ids in a draft.
   *
   * @param teamAllowed whether it names no team, or one that the user is in
   * @param noteVisible whether it names no note, or one that the user can see
   */
  public record Target(boolean teamAllowed, boolean noteVisible) {
    /** The target of a draft that names neither. */
    public static final Target NONE = new Target(true, true);

    /** Checks both; a note that the row has already may have become invisible since. */
    public void check(boolean sameNote) {
      if (!teamAllowed) {
        throw notAllowed("team_id", "there is no such team, or you are not in it");
      }
      if (!noteVisible && !sameNote) {
        throw Field.of("note_id").refused("there is no such note, or it is not visible to you");
      }
    }
  }

  private static ProblemException notAllowed(String key, String reason) {
    return Field.of(key)
        .refused(ProblemCode.NOT_ALLOWED, reason, "Leave it as it is, or ask who may.");
  }

  @Override
  public String toString() {
    return "ItemDraft[" + type.wireName() + "]";
  }
}
