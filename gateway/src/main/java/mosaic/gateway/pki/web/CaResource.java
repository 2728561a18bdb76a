package mosaic.gateway.pki.web;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.UUID;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.pki.AuthorityKind;
import mosaic.gateway.pki.Rehearsals;
import mosaic.gateway.pki.Rotation;
import mosaic.gateway.pki.ServerIdentity;
import mosaic.gateway.pki.StoredAuthorities;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** This instance's CA in the user API: what there is, and rotating it. */
@Path("/api/v1/ca")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CaResource {
  private static final String SERVER = "server";

  private final Rotation rotation;
  private final Rehearsals rehearsals;
  private final ServerIdentity identity;
  private final CurrentCaller current;

  CaResource(
      Rotation rotation, Rehearsals rehearsals, ServerIdentity identity, CurrentCaller current) {
    this.rotation = rotation;
    this.rehearsals = rehearsals;
    this.identity = identity;
    this.current = current;
  }

  /**
   * What is to be rotated.
   *
   * @param what {@code server}, {@code issuing} or {@code root}
   */
  record Wanted(@Nullable String what) {}

  /**
   * How to finish.
   *
   * @param force although peers depend on the old root
   */
  record Finish(@Nullable Boolean force) {}

  /** All roots and issuing CAs there are and were, and what peers depend on. */
  @GET
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<CaView> show() {
    return view(rotation.show());
  }

  /** Begins a rotation. */
  @POST
  @Path("rotate")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<CaView> rotate(@Nullable Wanted body) {
    String what = Field.of("what").required(Field.ROOT.required(body).what());
    String actor = current.caller().name();
    if (what.equals(SERVER)) {
      return view(rotation.server(actor));
    }
    return view(
        switch (kind(what)) {
          case ISSUING -> rotation.issuing(actor);
          case ROOT -> rotation.root(actor);
        });
  }

  /** Retires the root that was replaced. */
  @POST
  @Path("finish")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<CaView> finish(@Nullable Finish body) {
    boolean force = body != null && Boolean.TRUE.equals(body.force());
    return view(rotation.finish(force, current.caller().name()));
  }

  /** Puts back what was current before. */
  @POST
  @Path("roll-back")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<CaView> rollBack(@Nullable Wanted body) {
    String what = body == null ? null : body.what();
    return view(rotation.rollBack(what == null ? null : kind(what), current.caller().name()));
  }

  /** Lets every peer try a rotation that does not happen. */
  @POST
  @Path("rehearse")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<RehearsalView> rehearse(@Nullable Wanted body) {
    String what = Field.of("what").required(Field.ROOT.required(body).what());
    String actor = current.caller().name();
    if (what.equals(SERVER)) {
      return rehearsals.server(actor).map(RehearsalView::of);
    }
    return (switch (kind(what)) {
          case ISSUING -> rehearsals.issuing(actor);
          case ROOT -> rehearsals.root(actor);
        })
        .map(RehearsalView::of);
  }

  /** How a rehearsal went so far. */
  @GET
  @Path("rehearsals/{id}")
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<RehearsalView> rehearsal(@PathParam("id") UUID id) {
    return rehearsals.report(id).map(RehearsalView::of);
  }

  private Uni<CaView> view(Uni<StoredAuthorities> authorities) {
    return authorities.flatMap(
        stored -> rotation.peers().map(pins -> CaView.of(stored, identity, pins)));
  }

  private static AuthorityKind kind(String what) {
    return Arrays.stream(AuthorityKind.values())
        .filter(kind -> kind.wireName().equals(what))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "what is not one of those that can be rotated.",
                    "Say server, issuing or root; only the latter two can be rolled back."));
  }
}
