package mosaic.gateway.identity.provider;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import mosaic.gateway.identity.provider.ProviderClient.Known;
import mosaic.gateway.identity.provider.ProviderClient.Redemption;
import mosaic.gateway.identity.provider.TokenVerifier.Verdict;
import mosaic.gateway.instance.OidcConfig;
import mosaic.gateway.instance.SecretReference;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider that signs people in, where one is configured. Waiting for it happens on a
 * few threads of its own; when it is down, nothing else of the gateway notices.
 */
@Singleton
public final class Provider {
  private static final Logger LOG = Logger.getLogger(Provider.class);
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 64;

  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final Duration tokenValidity;
  private final @Nullable Configured configured;

  Provider(OidcConfig config, Clock clock, Vertx vertx) {
    this.tokenValidity = config.tokenValidity();
    this.configured = config.issuer().isEmpty() ? null : Configured.of(config, clock, vertx);
  }

  private record Configured(
      String issuer,
      String clientId,
      String scope,
      Optional<String> audience,
      ProviderHttp http,
      ProviderClient client,
      TokenVerifier verifier,
      WorkerExecutor workers) {
    static Configured of(OidcConfig config, Clock clock, Vertx vertx) {
      String issuer = config.issuer().orElseThrow();
      String clientId = config.clientId().orElseThrow();
      Optional<String> secret =
          config
              .clientSecret()
              .map(reference -> new SecretReference("oidc.client_secret", reference).read());
      ProviderHttp http = new ProviderHttp(config.ca());
      return new Configured(
          issuer,
          clientId,
          config.scope(),
          config.audience(),
          http,
          new ProviderClient(issuer, clientId, secret, http, clock),
          new TokenVerifier(issuer, clientId, ClaimMapping.of(config), clock),
          vertx.createSharedWorkerExecutor("identity-provider", THREADS));
    }

    @Override
    public String toString() {
      return "Configured[" + issuer + "]";
    }
  }

  /**
   * Where a sign-in begins: what a client needs for an authorization request.
   *
   * @param authorizationEndpoint where the person's browser goes
   */
  public record Beginning(
      String issuer, String authorizationEndpoint, String clientId, String scope) {}

  /** Finds out at the start, and not at the first sign-in, that a secret or a file is unusable. */
  void onStart(@Observes StartupEvent start) {
    if (configured != null) {
      LOG.infof("people can sign in with the OpenID provider %s", configured.issuer());
    }
  }

  @PreDestroy
  void close() {
    if (configured != null) {
      configured.http().close();
      var _ = configured.workers().close();
    }
  }

  /** How long a personal access token may live that a sign-in here made. */
  public Duration tokenValidity() {
    return tokenValidity;
  }

  /** Whether the provider's access tokens are taken as bearer tokens. */
  public boolean takesAccessTokens() {
    return configured != null && configured.audience().isPresent();
  }

  /** Where a sign-in begins. */
  public Uni<Beginning> beginning() {
    return asking(
        provider -> {
          Known known = provider.client().current();
          return new Beginning(
              provider.issuer(),
              known.metadata().authorizationEndpoint().toString(),
              provider.clientId(),
              provider.scope());
        });
  }

  /**
   * Ends a sign-in: redeems an authorization code and verifies the ID token that comes for it.
   *
   * @param verifier whose SHA-256 the sign-in began with (RFC 7636)
   * @param nonce what the sign-in began with
   */
  public Uni<Assertion> redeem(String code, String verifier, String redirectUri, String nonce) {
    return asking(
        provider -> {
          return switch (provider.client().redeem(code, verifier, redirectUri)) {
            case Redemption.Refused refused ->
                throw refused("The identity provider does not take the code of this sign-in.");
            case Redemption.Redeemed(String idToken) ->
                believed(
                    provider, known -> provider.verifier().idToken(idToken, nonce, known.keys()));
          };
        });
  }

  /**
   * Verifies an access token that came as a bearer token; empty when it does not hold. Without
   * waiting, unless the provider's keys are not known or not fresh.
   */
  public Uni<Optional<Assertion>> accept(String token) {
    if (configured == null || configured.audience().isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    Configured provider = configured;
    String audience = configured.audience().get();
    Function<Known, Verdict> verification =
        known -> provider.verifier().accessToken(token, audience, known.keys());
    return switch (provider.client().fresh().map(verification).orElse(new Verdict.UnknownKey())) {
      case Verdict.Good(Assertion assertion) -> Uni.createFrom().item(Optional.of(assertion));
      case Verdict.Bad(String reason) -> Uni.createFrom().item(Optional.empty());
      case Verdict.UnknownKey unknown ->
          asking(
              asked ->
                  settled(asked, verification) instanceof Verdict.Good(Assertion assertion)
                      ? Optional.of(assertion)
                      : Optional.empty());
    };
  }

  private static Assertion believed(Configured provider, Function<Known, Verdict> verification) {
    return switch (settled(provider, verification)) {
      case Verdict.Good(Assertion assertion) -> assertion;
      case Verdict.Bad(String reason) ->
          throw refused("The identity provider's token " + reason + ".");
      case Verdict.UnknownKey unknown ->
          throw refused(
              "The identity provider's token is signed with a key that it does not show.");
    };
  }

  /** Asks for newer keys when those that are known do not suffice: providers rotate them. */
  private static Verdict settled(Configured provider, Function<Known, Verdict> verification) {
    Known known = provider.client().current();
    Verdict verdict = verification.apply(known);
    return verdict instanceof Verdict.UnknownKey
        ? verification.apply(provider.client().newerThan(known))
        : verdict;
  }

  private <T> Uni<T> asking(Function<Configured, T> question) {
    Configured provider = configured;
    if (provider == null) {
      return Uni.createFrom()
          .failure(
              new ProblemException(
                  ProblemCode.PROVIDER_NOT_CONFIGURED,
                  "This gateway signs in with local accounts only.",
                  "Sign in with a password or a code, or let the admin set oidc.issuer."));
    }
    return Uni.createFrom()
        .deferred(
            () ->
                places.tryAcquire()
                    ? Uni.createFrom()
                        .completionStage(
                            () ->
                                provider
                                    .workers()
                                    .executeBlocking(
                                        leavingItsPlace(() -> question.apply(provider)), false)
                                    .toCompletionStage())
                    : Uni.createFrom().failure(unavailable(null)))
        .onFailure(ProviderFailure.class)
        .transform(Provider::logged);
  }

  private <T> Callable<T> leavingItsPlace(Callable<T> work) {
    return () -> {
      try {
        return work.call();
      } finally {
        places.release();
      }
    };
  }

  private static ProblemException logged(Throwable failure) {
    LOG.warnf("identity provider: %s", failure.getMessage());
    return unavailable(failure);
  }

  private static ProblemException unavailable(@Nullable Throwable cause) {
    return new ProblemException(
            ProblemCode.PROVIDER_UNAVAILABLE,
            "The identity provider cannot be asked just now.",
            "Try again later; personal access tokens, passwords and codes work meanwhile.",
            cause)
        .with("retry_after", 10);
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(
        ProblemCode.NOT_SIGNED_IN, detail, "Begin the sign-in anew: mosaic login --oidc");
  }
}
