package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The OpenID provider that signs people in beside local accounts; none by default. */
@ConfigMapping(prefix = "mosaic.oidc", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface OidcConfig {
  /** The provider's issuer URL, exactly as its tokens name it; absent where there is none. */
  Optional<String> issuer();

  /** This gateway's client at the provider; needed with {@link #issuer}. */
  Optional<String> clientId();

  /** The client's secret, as {@code file:PATH} or {@code env:NAME}; absent for a public client. */
  Optional<String> clientSecret();

  /**
   * What access tokens must name as their audience to be taken as bearer tokens; absent where none
   * are taken. Never the client id: ID tokens carry that.
   */
  Optional<String> audience();

  /** PEM file with the roots that the provider's TLS is trusted by; absent for those of the JDK. */
  Optional<Path> ca();

  /** What a sign-in asks the provider for; {@code openid} among it. */
  @WithDefault("openid profile")
  String scope();

  /** The claim that a new user's name is taken from. */
  @WithDefault("preferred_username")
  String userClaim();

  /** The claim that holds roles or groups; {@code a.b} looks into an object. */
  @WithDefault("roles")
  String roleClaim();

  /** Values of that claim that make a {@code user}; {@code *} takes everybody. */
  Optional<List<String>> userRoles();

  /** Values of that claim that make an {@code operator}. */
  Optional<List<String>> operatorRoles();

  /** Values of that claim that make an {@code admin}. */
  Optional<List<String>> adminRoles();

  /** How long a personal access token may live that a sign-in there made; 1 to 365 days. */
  @WithDefault("30d")
  @Range(least = "1d", most = "365d")
  Duration tokenValidity();
}
