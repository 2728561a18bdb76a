package mosaic.gateway.grant.web;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import mosaic.gateway.enrolment.EnrolmentInvitation;
import mosaic.gateway.enrolment.Invitations;
import mosaic.gateway.enrolment.TrustedRoots;
import mosaic.gateway.grant.Grant;
import mosaic.gateway.grant.GrantState;
import mosaic.gateway.grant.NewGrant;
import mosaic.gateway.grant.ScopeRevision;
import mosaic.gateway.grant.store.GrantChanges;
import mosaic.gateway.grant.store.GrantStore;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.revocation.RevocationLists;
import org.jspecify.annotations.Nullable;

/** Grants in the user API. */
@Path("/api/v1/federation/grants")
public class GrantResource {
  private final GrantStore grants;
  private final GrantChanges changes;
  private final Invitations invitations;
  private final CurrentCaller current;
  private final FederationConfig config;
  private final Clock clock;
  private final RevocationLists lists;
  private final TrustedRoots roots;

  GrantResource(
      GrantStore grants,
      GrantChanges changes,
      Invitations invitations,
      CurrentCaller current,
      FederationConfig config,
      Clock clock,
      RevocationLists lists,
      TrustedRoots roots) {
    this.grants = grants;
    this.changes = changes;
    this.invitations = invitations;
    this.current = current;
    this.config = config;
    this.clock = clock;
    this.lists = lists;
    this.roots = roots;
  }

  /** A grant and the URL that enrols it; shown once. */
  record Invited(GrantView grant, String enrolmentUrl, Instant enrolmentExpiresAt) {
    static Invited of(Grant grant, EnrolmentInvitation invitation) {
      // Whoever issues the certificate has to know whom it names.
      String url =
          grant.requestingCaFingerprint() == null
              ? invitation.url()
              : invitation.url() + "&subject=" + grant.subjectUserId();
      return new Invited(GrantView.of(grant), url, invitation.expiresAt());
    }

    @Override
    public String toString() {
      return "Invited[redacted]";
    }
  }

  record Cancelled(int cancelledTokens) {}

  record One(GrantView grant) {}

  record All(List<GrantView> items) {}

  record Revision(
      int revision,
      Instant createdAt,
      String createdBy,
      Map<String, Object> scope,
      boolean needsApproval,
      @Nullable Instant approvedAt,
      @Nullable String approvedBy) {
    static Revision of(ScopeRevision revision) {
      return new Revision(
          revision.revision(),
          revision.createdAt(),
          revision.createdBy(),
          revision.scope().toDocument(),
          revision.needsApproval(),
          revision.approvedAt(),
          revision.approvedBy());
    }
  }

  record Shown(GrantView grant, List<Revision> scopeRevisions) {}

  /** Makes a pending grant and its enrolment URL. */
  @POST
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Response> create(@Nullable GrantRequest request) {
    if (request == null) {
      throw ProblemException.invalid("There is no body.", "Send user, peer and scope as JSON.");
    }
    NewGrant wanted = request.checked(config.twoPersonApproval(), clock.instant());
    UUID id = UUID.randomUUID();
    EnrolmentInvitation invitation = invitations.invite(id, wanted.expiresAt());
    return grants
        .create(id, wanted, invitation.token(), invitation.expiresAt(), actor())
        .map(
            made ->
                made.orElseThrow(
                    () -> ProblemException.notFound("user '" + wanted.subjectUser() + "'")))
        .call(grant -> trust(wanted))
        .map(
            grant ->
                Response.status(Response.Status.CREATED)
                    .entity(Invited.of(grant, invitation))
                    .build());
  }

  /**
   * Makes an imported root known here before the URL is handed out. Where that fails, as on other
   * replicas, it is known with the next look, seconds later.
   */
  private Uni<Void> trust(NewGrant wanted) {
    return wanted.requestingCaRoot() == null
        ? Uni.createFrom().voidItem()
        : roots.refresh().onFailure().recoverWithNull();
  }

  /** All grants, or those of a state or user. */
  @GET
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<All> list(
      @QueryParam("status") @Nullable String status, @QueryParam("user") @Nullable String user) {
    Optional<GrantState> state =
        status == null
            ? Optional.empty()
            : Optional.of(GrantState.ofWireName(status).orElseThrow(GrantResource::noSuchState));
    Optional<String> subject =
        user == null ? Optional.empty() : Optional.of(UserName.read(Field.of("user"), user).text());
    return grants
        .list(state, subject)
        .map(found -> new All(found.stream().map(GrantView::of).toList()));
  }

  /** One grant with the scopes that it has had. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<Shown> show(UUID id) {
    return grants
        .find(id)
        .map(GrantResource::present)
        .flatMap(
            grant ->
                grants
                    .revisions(id)
                    .map(
                        revisions ->
                            new Shown(
                                GrantView.of(grant),
                                revisions.stream().map(Revision::of).toList())));
  }

  /** Switches an active grant off. */
  @POST
  @Path("/{id}/suspend")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> suspend(UUID id) {
    return one(changes.suspend(id, actor()));
  }

  /** Switches a suspended grant on again. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> resume(UUID id) {
    return one(changes.resume(id, actor()));
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

  /** Revokes a grant, for good. Its certificates are on the revocation list when this returns. */
  @POST
  @Path("/{id}/revoke")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> revoke(UUID id) {
    // Revoked is revoked; that it is published as well is what the caller waits for.
    return one(changes.revoke(id, actor()).call(revoked -> lists.publishWhatIsRevoked()));
  }

  /** Changes rate limit, expiry or notes. */
  @POST
  @Path("/{id}/edit")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> edit(UUID id, @Nullable GrantEditBody body) {
    return one(
        changes.edit(
            id,
            Field.ROOT.required(body).checked(clock.instant()),
            config.twoPersonApproval(),
            actor()));
  }

  /** Gives a grant another scope. */
  @POST
  @Path("/{id}/edit-scope")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> editScope(UUID id, @Nullable ScopeEditBody body) {
    ScopeEditBody wanted = Field.ROOT.required(body);
    return one(
        changes.editScope(
            id,
            Field.of("version").required(wanted.version()),
            GrantFields.scope(wanted.scope(), wanted.allowSensitive()),
            config.twoPersonApproval(),
            actor()));
  }

  /** Approves the scope that waits for it. */
  @POST
  @Path("/{id}/approve")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<One> approve(UUID id, @Nullable ApprovalBody body) {
    int revision = Field.of("revision").required(Field.ROOT.required(body).revision());
    return one(changes.approve(id, revision, actor()));
  }

  /** Makes a new enrolment URL for a pending grant; those before it work no more. */
  @POST
  @Path("/{id}/rotate-token")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Invited> rotateToken(UUID id) {
    String actor = actor();
    return grants
        .find(id)
        .map(GrantResource::present)
        .flatMap(
            grant -> {
              EnrolmentInvitation invitation = invitations.invite(id, grant.expiresAt());
              return changes
                  .rotateToken(id, invitation.token(), invitation.expiresAt(), actor)
                  .map(changed -> Invited.of(present(changed), invitation));
            });
  }

  private String actor() {
    return current.caller().name();
  }

  private static Uni<One> one(Uni<Optional<Grant>> grant) {
    return grant.map(found -> new One(GrantView.of(present(found))));
  }

  private static Grant present(Optional<Grant> grant) {
    return grant.orElseThrow(() -> ProblemException.notFound("grant"));
  }

  private static ProblemException noSuchState() {
    return Field.of("status")
        .refused(
            "is none of "
                + Arrays.stream(GrantState.values())
                    .map(GrantState::wireName)
                    .collect(Collectors.joining(", ")));
  }
}
