package mosaic.gateway.identity.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IdentitySecret.Kind;
import mosaic.gateway.identity.SignInLimiter;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.Tokens;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Takes a sign-in code for a personal access token. */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class SignInEndpoint {
  private static final String DEFAULT_TOKEN_NAME = "login";

  private final Tokens tokens;
  private final SignInLimiter limiter;

  SignInEndpoint(Tokens tokens, SignInLimiter limiter) {
    this.tokens = tokens;
    this.limiter = limiter;
  }

  record SignIn(
      @Nullable String user,
      @Nullable String code,
      @Nullable String tokenName,
      @Nullable Integer validDays) {
    @Override
    public String toString() {
      return "SignIn[redacted]";
    }
  }

  @POST
  @Path("login")
  @PermitAll
  @ResponseStatus(201)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  public Uni<TokenView> signIn(@Nullable SignIn body, @Context HttpServerRequest request) {
    SignIn given = Field.ROOT.required(body);
    UserName user = UserName.read(Field.of("user"), given.user());
    String codeText = Field.of("code").required(given.code());
    TokenTerms terms =
        TokenTerms.read(
            Field.of("token_name"),
            given.tokenName() == null ? DEFAULT_TOKEN_NAME : given.tokenName(),
            Field.of("valid_days"),
            given.validDays());

    limiter.attempt(request.remoteAddress().hostAddress());
    Optional<IdentitySecret> code = IdentitySecret.parse(Kind.SIGN_IN_CODE, codeText);
    if (code.isEmpty()) {
      return tokens
          .refuse(user)
          .map(
              refused -> {
                throw notGood();
              });
    }
    return tokens
        .signIn(user, code.get(), terms)
        .map(issued -> issued.orElseThrow(SignInEndpoint::notGood))
        .map(TokenView::of);
  }

  /** One wording, whether the user, the code or its time is wrong. */
  private static ProblemException notGood() {
    return new ProblemException(
        ProblemCode.NOT_SIGNED_IN,
        "This user and code do not go together, or the code was used or has expired.",
        "Ask an admin for a new code: each works once, within 24 hours.");
  }
}
