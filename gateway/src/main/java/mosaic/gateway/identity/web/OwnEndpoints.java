package mosaic.gateway.identity.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.Authenticated;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Membership;
import mosaic.gateway.identity.TokenEntry;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.store.Teams;
import mosaic.gateway.identity.store.Tokens;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Who I am, and my tokens. */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class OwnEndpoints {
  private final CurrentCaller current;
  private final Tokens tokens;
  private final Teams teams;
  private final String serverName;

  OwnEndpoints(CurrentCaller current, Tokens tokens, Teams teams, InstanceConfig instance) {
    this.current = current;
    this.tokens = tokens;
    this.teams = teams;
    this.serverName = instance.serverName();
  }

  record MeView(UUID id, String name, String role, String serverName, List<TeamView> teams) {}

  record TeamView(UUID id, String name, String role) {
    static TeamView of(Membership membership) {
      return new TeamView(
          membership.team(), membership.name().text(), membership.role().wireName());
    }
  }

  record TokenEntries(List<TokenEntryView> items) {}

  /** A time that is not there is null, not absent. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record TokenEntryView(
      UUID id,
      String name,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt) {
    static TokenEntryView of(TokenEntry entry) {
      return new TokenEntryView(
          entry.id(),
          entry.name(),
          entry.createdAt(),
          entry.expiresAt(),
          entry.lastUsedAt(),
          entry.revokedAt());
    }
  }

  record NewToken(@Nullable String name, @Nullable Integer validDays) {}

  @GET
  @Path("me")
  @Authenticated
  public Uni<MeView> me() {
    Caller caller = current.caller();
    return teams
        .memberships(caller.id())
        .map(
            memberships ->
                new MeView(
                    caller.id(),
                    caller.name(),
                    caller.role().wireName(),
                    serverName,
                    memberships.stream().map(TeamView::of).toList()));
  }

  @GET
  @Path("tokens")
  @Authenticated
  public Uni<TokenEntries> listTokens() {
    return tokens
        .list(current.caller().id())
        .map(entries -> new TokenEntries(entries.stream().map(TokenEntryView::of).toList()));
  }

  @POST
  @Path("tokens")
  @Authenticated
  @ResponseStatus(201)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  public Uni<TokenView> issueToken(@Nullable NewToken body) {
    NewToken given = Field.ROOT.required(body);
    TokenTerms terms =
        TokenTerms.read(Field.of("name"), given.name(), Field.of("valid_days"), given.validDays());
    UUID by = current.token().orElseThrow(OwnEndpoints::tokenNeeded);
    return tokens
        .issue(current.caller(), by, terms)
        .map(issued -> issued.orElseThrow(UnauthorizedException::new))
        .map(TokenView::of);
  }

  private static ProblemException tokenNeeded() {
    return new ProblemException(
        ProblemCode.NOT_ALLOWED,
        "Only a personal access token makes another, and none came with this request.",
        "Sign in with: mosaic login --oidc");
  }

  @DELETE
  @Path("tokens/{id}")
  @Authenticated
  public Uni<Void> revokeToken(@PathParam("id") UUID id) {
    return tokens
        .revoke(current.caller(), id)
        .map(
            revoked -> {
              if (!revoked) {
                throw ProblemException.notFound("token");
              }
              return null;
            });
  }
}
