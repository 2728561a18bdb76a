package mosaic.gateway.grant.web;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mosaic.gateway.enrolment.EnrolmentInvitation;
import mosaic.gateway.enrolment.Invitations;
import mosaic.gateway.grant.Grant;
import mosaic.gateway.grant.NewGrant;
import mosaic.gateway.grant.store.GrantStore;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.problem.ProblemException;

/** Grants in the user API. */
@Path("/api/v1/federation/grants")
public class GrantResource {
  private final GrantStore grants;
  private final Invitations invitations;
  private final CurrentCaller current;

  GrantResource(GrantStore grants, Invitations invitations, CurrentCaller current) {
    this.grants = grants;
    this.invitations = invitations;
    this.current = current;
  }

  record Created(GrantView grant, String enrolmentUrl, Instant enrolmentExpiresAt) {}

  record Cancelled(int cancelledTokens) {}

  record One(GrantView grant) {}

  record All(List<GrantView> items) {}

  record Revision(int revision, Instant createdAt, String createdBy, Map<String, Object> scope) {}

  record Shown(GrantView grant, List<Revision> scopeRevisions) {}

  /** Makes a pending grant and its enrolment URL. */
  @POST
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Response> create(GrantRequest request) {
    if (request == null) {
      throw ProblemException.invalid("There is no body.", "Send user, peer and scope as JSON.");
    }
    NewGrant wanted = request.checked();
    UUID id = UUID.randomUUID();
    EnrolmentInvitation invitation = invitations.invite(id);
    return grants
        .create(id, wanted, invitation.token(), invitation.expiresAt(), current.caller().name())
        .map(
            made ->
                made.orElseThrow(
                    () -> ProblemException.notFound("user '" + wanted.subjectUser() + "'")))
        .map(
            grant ->
                Response.status(Response.Status.CREATED)
                    .entity(
                        new Created(GrantView.of(grant), invitation.url(), invitation.expiresAt()))
                    .build());
  }

  /** All grants. */
  @GET
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<All> list() {
    return grants.list().map(all -> new All(all.stream().map(GrantView::of).toList()));
  }

  /** One grant with the scopes that it has had. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<Shown> show(UUID id) {
    return grants
        .find(id)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("grant")))
        .flatMap(grant -> grants.revisions(id).map(revisions -> shown(grant, revisions)));
  }

  /** Cancels the enrolment tokens of a grant that were handed out and not used. */
  @POST
  @Path("/{id}/cancel-token")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Cancelled> cancelToken(UUID id) {
    return grants
        .cancelTokens(id, current.caller().name())
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("grant")))
        .map(Cancelled::new);
  }

  /** Revokes a grant, for good. */
  @POST
  @Path("/{id}/revoke")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> revoke(UUID id) {
    return grants
        .revoke(id, current.caller().name())
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("grant")))
        .map(grant -> new One(GrantView.of(grant)));
  }

  private static Shown shown(Grant grant, List<mosaic.gateway.grant.ScopeRevision> revisions) {
    return new Shown(
        GrantView.of(grant),
        revisions.stream()
            .map(
                revision ->
                    new Revision(
                        revision.revision(),
                        revision.createdAt(),
                        revision.createdBy(),
                        revision.scope().toDocument()))
            .toList());
  }
}
