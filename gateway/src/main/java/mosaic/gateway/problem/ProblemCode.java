package mosaic.gateway.problem;

import java.util.Locale;

/**
 * Every way a request can fail, as callers see it (RFC 9457). {@link #code()} never changes its
 * meaning. {@code docs/federation/PROBLEMS.md} lists them all; a test holds the two together.
 */
public enum ProblemCode {
  REQUEST_INVALID(400, Category.CALLER, "The request is not valid"),
  SCOPE_INVALID(400, Category.CALLER, "The scope document is not valid"),
  CURSOR_INVALID(400, Category.CALLER, "The cursor is not valid here"),
  PASSWORD_REFUSED(400, Category.CALLER, "The new password is refused"),
  CSR_REFUSED(400, Category.CALLER, "The certificate request is refused"),
  ENROLMENT_URL_INVALID(400, Category.CALLER, "The enrolment URL is not valid"),
  NOT_SIGNED_IN(401, Category.CALLER, "Not signed in"),
  ENROLMENT_CREDENTIALS_MISSING(401, Category.CALLER, "There is no enrolment token"),
  CERTIFICATE_NOT_RECOGNISED(401, Category.CALLER, "The certificate is not recognised"),
  NOT_ALLOWED(403, Category.CALLER, "Not allowed"),
  GRANT_NOT_ACTIVE(403, Category.CALLER, "The grant is not active"),
  RESOURCE_NOT_IN_SCOPE(403, Category.CALLER, "The resource is not in the grant's scope"),
  NOT_FOUND(404, Category.CALLER, "Not found"),
  NO_SUCH_ENDPOINT(404, Category.CALLER, "There is no such endpoint"),
  PROVIDER_NOT_CONFIGURED(404, Category.CALLER, "There is no identity provider"),
  PEER_NOT_FOUND(404, Category.CALLER, "There is no such peer"),
  METHOD_NOT_ALLOWED(405, Category.CALLER, "The method is not allowed here"),
  ALREADY_EXISTS(409, Category.CALLER, "It exists already"),
  LAST_ADMIN(409, Category.CALLER, "Nobody would be left to govern"),
  ACCOUNT_OF_PROVIDER(409, Category.CALLER, "The account belongs to the identity provider"),
  REQUESTING_SERVER_MISMATCH(409, Category.CALLER, "The grant is for another gateway"),
  GRANT_NOT_PENDING(409, Category.CALLER, "The grant is not waiting for enrolment"),
  GRANT_TRANSITION_REFUSED(409, Category.CALLER, "The grant cannot go there from where it is"),
  GRANT_CHANGED_MEANWHILE(409, Category.CALLER, "The grant was changed meanwhile"),
  APPROVAL_NEEDED(409, Category.CALLER, "A second admin has to approve first"),
  APPROVAL_REFUSED(409, Category.CALLER, "There is nothing that you could approve"),
  ROTATION_UNDER_WAY(409, Category.CALLER, "A rotation of the CA is under way"),
  NO_ROTATION(409, Category.CALLER, "There is no rotation of the CA to finish or roll back"),
  PEERS_DEPEND_ON_ROOT(409, Category.CALLER, "Peers depend on the root that is to be retired"),
  TIER_NOT_FEDERATED(409, Category.CALLER, "This instance does not federate"),
  ENROLMENT_TOKEN_GONE(410, Category.CALLER, "The enrolment token is not valid, or no longer"),
  BODY_TOO_LARGE(413, Category.CALLER, "The request body is too large"),
  MEDIA_TYPE_UNSUPPORTED(415, Category.CALLER, "The media type is not supported"),
  RATE_LIMITED(429, Category.CAPACITY, "Too many requests"),
  INTERNAL(500, Category.INTERNAL, "Something went wrong on this gateway"),
  PEER_REFUSED(502, Category.PEER, "The peer refused"),
  PEER_BROKEN(502, Category.PEER, "The peer answered in a way that cannot be used"),
  PEER_CA_MISMATCH(502, Category.PEER, "The peer is not the one that the enrolment URL names"),
  PEER_ADDRESS_FORBIDDEN(502, Category.PEER, "The peer is where this gateway calls nobody"),
  PEER_OFFLINE(503, Category.PEER, "The peer cannot be reached"),
  ENROLMENT_IN_PROGRESS(503, Category.CAPACITY, "The certificate is being issued"),
  REVOCATION_NOT_PUBLISHED(503, Category.CAPACITY, "Revoked, but not on the list yet"),
  SEARCH_UNAVAILABLE(503, Category.CAPACITY, "Search is not available"),
  PROVIDER_UNAVAILABLE(503, Category.CAPACITY, "The identity provider does not answer"),
  OVERLOADED(503, Category.CAPACITY, "This gateway is overloaded"),
  PEER_TIMEOUT(504, Category.PEER, "The peer did not answer in time");

  /** Whose fault it is. */
  public enum Category {
    /** The caller can mend it. */
    CALLER,
    /** A peer gateway failed or refused. */
    PEER,
    /** This gateway failed. */
    INTERNAL,
    /** Too much at once; try again later. */
    CAPACITY
  }

  private final int status;
  private final Category category;
  private final String title;

  ProblemCode(int status, Category category, String title) {
    this.status = status;
    this.category = category;
    this.title = title;
  }

  /** The stable code, for example {@code scope-invalid}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The problem type as a URN (RFC 9457, 3.1.1). */
  public String type() {
    return "urn:mosaic:problem:" + code();
  }

  /** The HTTP status, 400…599. */
  public int status() {
    return status;
  }

  /** One line for people, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** Whose fault it is. */
  public Category category() {
    return category;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return category == Category.CAPACITY || this == PEER_OFFLINE || this == PEER_TIMEOUT;
  }
}
