package mosaic.gateway.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened, for the audit log (R-1101). Never a body, never the text of a query.
 *
 * @param grant the grant, where one is known
 * @param verb {@code list}, {@code get}, {@code capabilities}, {@code rejected}, {@code
 *     rate_limited}, or an action such as {@code grant.create} or {@code login}
 * @param resource for example {@code tasks} or {@code teams/<id>/tasks}; {@code -} where none
 * @param queryHash SHA-256 of the normalised query, lower-case hex
 * @param outcome how it ended
 * @param bytesOut bytes of the answer's body
 * @param latencyMillis from the request's first byte to the answer
 * @param actor the local user who acted; {@link #NOBODY} where none did; null for peers
 * @param change what was changed; null where nothing was
 */
public record AuditEvent(
    @Nullable UUID grant,
    String verb,
    String resource,
    String queryHash,
    Outcome outcome,
    int bytesOut,
    int latencyMillis,
    @Nullable String actor,
    @Nullable AuditChange change) {

  /** One that tells of no change. */
  public AuditEvent(
      @Nullable UUID grant,
      String verb,
      String resource,
      String queryHash,
      Outcome outcome,
      int bytesOut,
      int latencyMillis,
      @Nullable String actor) {
    this(grant, verb, resource, queryHash, outcome, bytesOut, latencyMillis, actor, null);
  }

  /** How it ended. */
  public enum Outcome {
    /** Answered. */
    OK,
    /** Refused. */
    DENIED,
    /** Failed. */
    ERROR
  }

  /** Stands for who acted, and for what, where it is no user of ours. */
  public static final String NOBODY = "-";

  /** An enrolment that was refused; the grant is the one that the URL names. */
  public static AuditEvent refusedEnrolment(UUID grant) {
    String verb = "grant.enrol";
    return new AuditEvent(
        grant, verb, "grants", QueryHash.of(verb, "grants", ""), Outcome.DENIED, 0, 0, "enrolment");
  }

  /**
   * A change that a user made to people, teams or tokens.
   *
   * @param resource what it concerned, by ids only, for example {@code users/<id>}
   */
  public static AuditEvent ofAction(String action, String resource, String actor) {
    return action(action, resource, Outcome.OK, actor);
  }

  /** The same where it was refused. */
  public static AuditEvent refusedAction(String action, String resource, String actor) {
    return action(action, resource, Outcome.DENIED, actor);
  }

  private static AuditEvent action(String action, String resource, Outcome outcome, String actor) {
    return new AuditEvent(
        null, action, resource, QueryHash.of(action, resource, ""), outcome, 0, 0, actor);
  }

  /** An admin's change to a grant. */
  public static AuditEvent ofAdmin(UUID grant, String action, String actor) {
    return new AuditEvent(
        grant, action, "grants", QueryHash.of(action, "grants", ""), Outcome.OK, 0, 0, actor);
  }

  /** The same event with what it changed. */
  public AuditEvent with(AuditChange what) {
    return new AuditEvent(
        grant, verb, resource, queryHash, outcome, bytesOut, latencyMillis, actor, what);
  }
}
