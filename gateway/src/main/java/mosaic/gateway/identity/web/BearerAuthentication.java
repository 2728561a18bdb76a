package mosaic.gateway.identity.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IdentitySecret.Kind;
import mosaic.gateway.identity.SignedIn;
import mosaic.gateway.identity.provider.Provider;
import mosaic.gateway.identity.store.ProviderAccounts;
import mosaic.gateway.identity.store.Tokens;

/**
 * Signs requests in by {@code Authorization: Bearer mosaic_pat_…}, or by an access token of the
 * OpenID provider where one is configured to be taken. A request without one is anonymous, which
 * only open endpoints take; one with a token that does not work is refused everywhere.
 */
@ApplicationScoped
public class BearerAuthentication implements HttpAuthenticationMechanism {
  private static final String SCHEME = "Bearer ";

  /** Enrolment has credentials of its own, which its endpoint reads (RFC 7030, 3.2.3). */
  private static final String EST = "/.well-known/est/";

  /** Three parts of base64url: a signed one. The header limit of the listener bounds it. */
  private static final Pattern JWT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  private final Tokens tokens;
  private final Provider provider;
  private final ProviderAccounts accounts;

  BearerAuthentication(Tokens tokens, Provider provider, ProviderAccounts accounts) {
    this.tokens = tokens;
    this.provider = provider;
    this.accounts = accounts;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext request, IdentityProviderManager providers) {
    List<String> headers = request.request().headers().getAll(HttpHeaders.AUTHORIZATION);
    if (headers.isEmpty() || request.normalizedPath().startsWith(EST)) {
      return Uni.createFrom().nullItem();
    }
    Optional<String> bearer = headers.size() == 1 ? bearer(headers.getFirst()) : Optional.empty();
    if (bearer.isEmpty()) {
      return refused();
    }
    Optional<IdentitySecret> token = IdentitySecret.parse(Kind.ACCESS_TOKEN, bearer.get());
    if (token.isPresent()) {
      return tokens
          .authenticate(token.get())
          .flatMap(
              found ->
                  found.isPresent() ? Uni.createFrom().item(identity(found.get())) : refused());
    }
    return provider.takesAccessTokens() && JWT.matcher(bearer.get()).matches()
        ? byProvider(bearer.get())
        : refused();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom()
        .item(
            new ChallengeData(
                HttpResponseStatus.UNAUTHORIZED.code(), "WWW-Authenticate", "Bearer"));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext request) {
    return Uni.createFrom()
        .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"));
  }

  private Uni<SecurityIdentity> byProvider(String token) {
    return provider
        .accept(token)
        .flatMap(
            assertion ->
                assertion.isPresent()
                    ? accounts
                        .enter(assertion.get())
                        .map(ProviderRefusal::given)
                        .map(caller -> identity(caller).build())
                    : refused());
  }

  /** The scheme's name is case-insensitive (RFC 9110, 11.1); the token is not. */
  private static Optional<String> bearer(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()))
        : Optional.empty();
  }

  private static Uni<SecurityIdentity> refused() {
    return Uni.createFrom().failure(new AuthenticationFailedException());
  }

  private static SecurityIdentity identity(SignedIn signedIn) {
    return identity(signedIn.caller())
        .addAttribute(CurrentCaller.TOKEN_ATTRIBUTE, signedIn.token())
        .build();
  }

  private static QuarkusSecurityIdentity.Builder identity(Caller caller) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(caller.name()))
        .addRole(caller.role().wireName())
        .addAttribute(CurrentCaller.ATTRIBUTE, caller);
  }
}
