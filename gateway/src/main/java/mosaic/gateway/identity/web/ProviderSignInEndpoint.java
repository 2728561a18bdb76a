package mosaic.gateway.identity.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import mosaic.gateway.identity.SignInLimiter;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.provider.Provider;
import mosaic.gateway.identity.store.ProviderAccounts;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Signs in with the OpenID provider. A native client runs the authorization code flow with PKCE in
 * the person's browser (RFC 8252) and hands the code over; the gateway redeems it.
 */
@Path("/api/v1/login/provider")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class ProviderSignInEndpoint {
  private static final int MOST_CODE_CHARACTERS = 4096;

  /** RFC 7636, 4.1. */
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,128}");

  /** RFC 8252, 7.3: only what cannot leave the machine that the browser runs on. */
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]):[0-9]{1,5}/callback");

  private final Provider provider;
  private final ProviderAccounts accounts;
  private final SignInLimiter limiter;

  ProviderSignInEndpoint(Provider provider, ProviderAccounts accounts, SignInLimiter limiter) {
    this.provider = provider;
    this.accounts = accounts;
    this.limiter = limiter;
  }

  record SignIn(
      @Nullable String code,
      @Nullable String codeVerifier,
      @Nullable String redirectUri,
      @Nullable String nonce,
      @Nullable String tokenName,
      @Nullable Integer validDays) {
    @Override
    public String toString() {
      return "SignIn[redacted]";
    }
  }

  @GET
  @PermitAll
  public Uni<Provider.Beginning> beginning(@Context HttpServerRequest request) {
    limiter.attempt(request.remoteAddress().hostAddress());
    return provider.beginning();
  }

  @POST
  @PermitAll
  @ResponseStatus(201)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  public Uni<TokenView> signIn(@Nullable SignIn body, @Context HttpServerRequest request) {
    SignIn given = Field.ROOT.required(body);
    String code = Field.of("code").text(given.code(), MOST_CODE_CHARACTERS);
    String verifier =
        matching(
            Field.of("code_verifier"),
            given.codeVerifier(),
            VERIFIER,
            "is no code verifier as RFC 7636 has them");
    String redirectUri =
        matching(
            Field.of("redirect_uri"),
            given.redirectUri(),
            LOOPBACK,
            "is not http://127.0.0.1:PORT/callback");
    String nonce =
        matching(Field.of("nonce"), given.nonce(), NONCE, "has not 22 to 128 base64url characters");
    TokenTerms terms =
        SignInEndpoint.terms(given.tokenName(), given.validDays()).atMost(provider.tokenValidity());

    limiter.attempt(request.remoteAddress().hostAddress());
    return provider
        .redeem(code, verifier, redirectUri, nonce)
        .onFailure(ProviderSignInEndpoint::isRefusal)
        .call(accounts::refuse)
        .flatMap(assertion -> accounts.signIn(assertion, terms))
        .map(ProviderRefusal::given)
        .map(TokenView::of);
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.code() == ProblemCode.NOT_SIGNED_IN;
  }

  private static String matching(
      Field field, @Nullable String given, Pattern pattern, String otherwise) {
    String text = field.required(given);
    if (!pattern.matcher(text).matches()) {
      throw field.refused(otherwise);
    }
    return text;
  }
}
