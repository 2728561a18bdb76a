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
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.SignInLimiter;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.SignIns;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Takes a sign-in code or a password for a personal access token, and sets passwords. */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class SignInEndpoint {
  private static final String DEFAULT_TOKEN_NAME = "login";

  private final SignIns signIns;
  private final PasswordCheck passwords;
  private final SignInLimiter limiter;

  SignInEndpoint(SignIns signIns, PasswordCheck passwords, SignInLimiter limiter) {
    this.signIns = signIns;
    this.passwords = passwords;
    this.limiter = limiter;
  }

  record SignIn(
      @Nullable String user,
      @Nullable String code,
      @Nullable String password,
      @Nullable String tokenName,
      @Nullable Integer validDays) {
    @Override
    public String toString() {
      return "SignIn[redacted]";
    }
  }

  record NewPassword(
      @Nullable String user,
      @Nullable String code,
      @Nullable String currentPassword,
      @Nullable String newPassword,
      @Nullable String tokenName,
      @Nullable Integer validDays) {
    @Override
    public String toString() {
      return "NewPassword[redacted]";
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
    TokenTerms terms = terms(given.tokenName(), given.validDays());
    String address = request.remoteAddress().hostAddress();
    if (given.password() != null) {
      Field.of("code").absent(given.code(), "goes not together with a password");
      return passwords.signIn(user, given.password(), terms, address).map(TokenView::of);
    }
    String codeText = Field.of("code").required(given.code());

    limiter.attempt(address);
    return IdentitySecret.parse(Kind.SIGN_IN_CODE, codeText)
        .map(code -> signIns.byCode(user, code, terms))
        .orElseGet(() -> refused(user))
        .map(issued -> issued.orElseThrow(SignInEndpoint::codeNotGood))
        .map(TokenView::of);
  }

  /** The first password, or one in place of a forgotten one, by a code; or a change of it. */
  @POST
  @Path("password")
  @PermitAll
  @ResponseStatus(201)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  public Uni<TokenView> setPassword(
      @Nullable NewPassword body, @Context HttpServerRequest request) {
    NewPassword given = Field.ROOT.required(body);
    UserName user = UserName.read(Field.of("user"), given.user());
    TokenTerms terms = terms(given.tokenName(), given.validDays());
    String address = request.remoteAddress().hostAddress();
    if (given.currentPassword() != null) {
      Field.of("code").absent(given.code(), "goes not together with a current password");
      return passwords
          .change(user, given.currentPassword(), given.newPassword(), terms, address)
          .map(TokenView::of);
    }
    String codeText = Field.of("code").required(given.code());

    limiter.attempt(address);
    return IdentitySecret.parse(Kind.SIGN_IN_CODE, codeText)
        .map(code -> passwords.set(user, code, given.newPassword(), terms))
        .orElseGet(() -> refused(user))
        .map(issued -> issued.orElseThrow(SignInEndpoint::codeNotGood))
        .map(TokenView::of);
  }

  private Uni<Optional<IssuedToken>> refused(UserName user) {
    return signIns.refuse(user).map(recorded -> Optional.empty());
  }

  static TokenTerms terms(@Nullable String tokenName, @Nullable Integer validDays) {
    return TokenTerms.read(
        Field.of("token_name"),
        tokenName == null ? DEFAULT_TOKEN_NAME : tokenName,
        Field.of("valid_days"),
        validDays);
  }

  /** One wording, whether the user, the code or its time is wrong. */
  private static ProblemException codeNotGood() {
    return new ProblemException(
        ProblemCode.NOT_SIGNED_IN,
        "This user and code do not go together, or the code was used or has expired.",
        "Ask an admin for a new code: each works once, within 24 hours.");
  }
}
