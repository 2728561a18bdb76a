package mosaic.gateway.identity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
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

  /** What is not there is null, not absent. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record UserView(
      UUID id,
      String name,
      String role,
      Instant createdAt,
      @Nullable Instant disabledAt,
      @Nullable String provider) {
    static UserView of(User user) {
      return new UserView(
          user.id(),
          user.name().text(),
          user.role().wireName(),
          user.createdAt(),
          user.disabledAt(),
          user.provider());
    }
  }

  record NewRole(@Nullable String role) {}

  record RevokedView(int revoked) {}

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
        .map(
            renewal ->
                switch (renewal) {
                  case Users.Renewal.Renewed(IssuedCode code) -> CodeView.of(code);
                  case Users.Renewal.Refused(Users.Change why) -> throw refused(why);
                });
  }

  @POST
  @Path("users/{id}/role")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<UserView> setRole(@PathParam("id") UUID id, @Nullable NewRole body) {
    Field field = Field.of("role");
    Role role = role(field, field.required(Field.ROOT.required(body).role()));
    return users.setRole(id, role, current.caller()).map(UserEndpoints::done);
  }

  @POST
  @Path("users/{id}/disable")
  @RolesAllowed(Role.ADMIN_NAME)
  @Consumes(MediaType.WILDCARD)
  public Uni<UserView> disable(@PathParam("id") UUID id) {
    return users.disable(id, current.caller()).map(UserEndpoints::done);
  }

  @POST
  @Path("users/{id}/enable")
  @RolesAllowed(Role.ADMIN_NAME)
  @Consumes(MediaType.WILDCARD)
  public Uni<UserView> enable(@PathParam("id") UUID id) {
    return users.enable(id, current.caller()).map(UserEndpoints::done);
  }

  @POST
  @Path("users/{id}/revoke-tokens")
  @RolesAllowed(Role.ADMIN_NAME)
  @Consumes(MediaType.WILDCARD)
  public Uni<RevokedView> revokeTokens(@PathParam("id") UUID id) {
    return users
        .revokeTokens(id, current.caller())
        .map(
            revoked ->
                new RevokedView(revoked.orElseThrow(() -> ProblemException.notFound("user"))));
  }

  private static UserView done(Users.Change change) {
    if (change instanceof Users.Change.Done(User user)) {
      return UserView.of(user);
    }
    throw refused(change);
  }

  private static ProblemException refused(Users.Change change) {
    return switch (change) {
      case Users.Change.NoSuchUser none -> ProblemException.notFound("user");
      case Users.Change.LastAdmin last ->
          new ProblemException(
              ProblemCode.LAST_ADMIN,
              "This is the last local admin who is not disabled.",
              "Make another local user an admin first.");
      case Users.Change.OfProvider provider ->
          new ProblemException(
              ProblemCode.ACCOUNT_OF_PROVIDER,
              "The identity provider signs this user in and says which role they have.",
              "Change the role there; it holds from the next sign-in on. To keep the user out at"
                  + " once: mosaic user disable.");
      case Users.Change.Done(User user) -> throw new IllegalStateException("done");
    };
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
