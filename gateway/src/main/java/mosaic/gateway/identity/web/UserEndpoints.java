package mosaic.gateway.identity.web;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.IssuedCode;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.User;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.Users;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The people of this gateway. */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class UserEndpoints {
  private final CurrentCaller current;
  private final Users users;

  UserEndpoints(CurrentCaller current, Users users) {
    this.current = current;
    this.users = users;
  }

  record NewUser(@Nullable String name, @Nullable String role) {}

  record NewUserView(
      UUID id, String name, String role, String signInCode, Instant signInCodeExpiresAt) {
    static NewUserView of(Users.Welcomed welcomed) {
      User user = welcomed.user();
      return new NewUserView(
          user.id(),
          user.name().text(),
          user.role().wireName(),
          welcomed.code().secret().reveal(),
          welcomed.code().expiresAt());
    }

    @Override
    public String toString() {
      return "NewUserView[" + id + "]";
    }
  }

  record CodeView(String signInCode, Instant signInCodeExpiresAt) {
    static CodeView of(IssuedCode code) {
      return new CodeView(code.secret().reveal(), code.expiresAt());
    }

    @Override
    public String toString() {
      return "CodeView[redacted]";
    }
  }

  record UserView(UUID id, String name, String role, Instant createdAt) {
    static UserView of(User user) {
      return new UserView(user.id(), user.name().text(), user.role().wireName(), user.createdAt());
    }
  }

  record UserViews(List<UserView> items) {}

  @POST
  @Path("users")
  @RolesAllowed(Role.ADMIN_NAME)
  @ResponseStatus(201)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  public Uni<NewUserView> create(@Nullable NewUser body) {
    NewUser given = Field.ROOT.required(body);
    UserName name = UserName.read(Field.of("name"), given.name());
    Role role = role(Field.of("role"), given.role());
    return users
        .create(name, role, current.caller())
        .map(welcomed -> welcomed.orElseThrow(() -> taken(name)))
        .map(NewUserView::of);
  }

  @GET
  @Path("users")
  @RolesAllowed({Role.OPERATOR_NAME, Role.ADMIN_NAME})
  public Uni<UserViews> list() {
    return users.list().map(all -> new UserViews(all.stream().map(UserView::of).toList()));
  }

  @POST
  @Path("users/{id}/sign-in-code")
  @RolesAllowed(Role.ADMIN_NAME)
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(201)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  public Uni<CodeView> renewCode(@PathParam("id") UUID id) {
    return users
        .renewCode(id, current.caller())
        .map(code -> code.orElseThrow(() -> ProblemException.notFound("user")))
        .map(CodeView::of);
  }

  private static Role role(Field field, @Nullable String name) {
    return name == null
        ? Role.USER
        : Role.fromWireName(name)
            .orElseThrow(
                () ->
                    field.refused(
                        Field.quoted(name) + " is no role; there are " + Role.validNames()));
  }

  private static ProblemException taken(UserName name) {
    return new ProblemException(
        ProblemCode.ALREADY_EXISTS,
        "There is a user " + name + " already.",
        "Choose another name.");
  }
}
