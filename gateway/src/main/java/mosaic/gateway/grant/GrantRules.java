package mosaic.gateway.grant;

import java.time.Instant;
import java.util.List;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** What may be done to a grant as it is; pure decisions, made while its row is locked. */
public final class GrantRules {
  private static final String SEE = "See it as it is now: mosaic federation grant show %s.";

  private GrantRules() {}

  /**
   * Lets an admin suspend a grant or resume it.
   *
   * @param next {@link GrantStatus#SUSPENDED} or {@link GrantStatus#ACTIVE}
   * @throws ProblemException where its life does not go that way; what is pending becomes active by
   *     enrolment alone
   */
  public static void requireSwitch(Grant grant, GrantStatus next) {
    if (!grant.status().mayBecome(next) || grant.status() == GrantStatus.PENDING) {
      throw refusedTransition(
          grant,
          next == GrantStatus.SUSPENDED
              ? "Only an active grant can be suspended; this one is %s."
              : "Only a suspended grant can be resumed; this one is %s.");
    }
  }

  /**
   * Lets a change be made that was made up on a version of the grant.
   *
   * @throws ProblemException where the grant is revoked or has another version by now
   */
  public static void requireEditable(Grant grant, int version) {
    requireNotRevoked(grant);
    if (grant.version() != version) {
      throw new ProblemException(
              ProblemCode.GRANT_CHANGED_MEANWHILE,
              "The change was made on version %d of the grant, which has version %d now. Nothing was changed."
                  .formatted(version, grant.version()),
              "Look at the grant, and make the change again on that: mosaic federation grant show %s."
                  .formatted(grant.id()))
          .with("version", grant.version());
    }
  }

  /**
   * Lets the end of a grant be moved, where a second admin has to approve what names credentials or
   * API keys: what was approved was approved until then. To end it earlier needs nobody else.
   *
   * @param end when it is to end; null for never
   * @throws ProblemException where such a grant would live longer
   */
  public static void requireNotProlonged(Grant grant, @Nullable Instant end) {
    Instant before = grant.expiresAt();
    boolean longer = before != null && (end == null || end.isAfter(before));
    if (longer && grant.settledScope().namesSensitive()) {
      throw new ProblemException(
          ProblemCode.APPROVAL_NEEDED,
          "The grant's scope names credentials or api_keys, and was approved until %s; one admin cannot prolong that."
              .formatted(before),
          "Make a new grant, which another admin approves: mosaic federation grant create.");
    }
  }

  /**
   * Lets a new enrolment token be made.
   *
   * @throws ProblemException where none would work
   */
  public static void requireEnrollable(Grant grant) {
    switch (grant.state()) {
      case PENDING -> {
        // As it has to be.
      }
      case AWAITING_APPROVAL ->
          throw new ProblemException(
              ProblemCode.APPROVAL_NEEDED,
              "The grant's scope names credentials or api_keys and is not approved, so no token would work.",
              "Let another admin than its author run: mosaic federation grant approve %s."
                  .formatted(grant.id()));
      case ACTIVE, SUSPENDED, EXPIRED, REVOKED ->
          throw new ProblemException(
              ProblemCode.GRANT_NOT_PENDING,
              "The grant is %s, so no token would work."
                  .formatted(grant.state().wireName().replace('_', ' ')),
              grant.state() == GrantState.EXPIRED
                  ? "Give it a later end first: mosaic federation grant edit %s --expires …."
                      .formatted(grant.id())
                  : "Make a new grant: mosaic federation grant create.");
    }
  }

  /**
   * Lets somebody approve a scope.
   *
   * @param authors who made the grant, and who wrote the scope
   * @throws ProblemException where it is not the one that waits, or theirs
   */
  public static Grant.Awaiting requireApprovable(
      Grant grant, int revision, String actor, List<String> authors) {
    requireNotRevoked(grant);
    Grant.Awaiting awaiting = grant.awaiting();
    if (awaiting == null || awaiting.revision() != revision) {
      throw refused(
          awaiting == null
              ? "No scope of the grant waits for an approval."
              : "Revision %d of the scope waits for an approval, not revision %d."
                  .formatted(awaiting.revision(), revision),
          SEE.formatted(grant.id()));
    }
    if (authors.contains(actor)) {
      throw refused(
          "You made this grant, or wrote this scope; the approval is to be another admin's.",
          "Ask another admin to look at it and to run: mosaic federation grant approve %s."
              .formatted(grant.id()));
    }
    return awaiting;
  }

  private static ProblemException refused(String detail, String remedy) {
    return new ProblemException(ProblemCode.APPROVAL_REFUSED, detail, remedy);
  }

  private static void requireNotRevoked(Grant grant) {
    if (grant.status() == GrantStatus.REVOKED) {
      throw refusedTransition(grant, "The grant is %s, and never changes again.");
    }
  }

  private static ProblemException refusedTransition(Grant grant, String detail) {
    return new ProblemException(
        ProblemCode.GRANT_TRANSITION_REFUSED,
        detail.formatted(grant.status().wireName()),
        grant.status() == GrantStatus.REVOKED
            ? "Make a new grant: mosaic federation grant create."
            : SEE.formatted(grant.id()));
  }
}
