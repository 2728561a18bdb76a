package mosaic.gateway.identity;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Gives endpoints the {@link Caller} of the request that they are answering. */
@Singleton
public final class CurrentCaller {
  /** Where the authentication keeps the caller in the security identity. */
  public static final String ATTRIBUTE = "mosaic.caller";

  /**
   * Where the authentication keeps the id of the personal access token, when it was one that signed
   * in.
   */
  public static final String TOKEN_ATTRIBUTE = "mosaic.token";

  private final SecurityIdentity identity;

  CurrentCaller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * Who is calling.
   *
   * @throws UnauthorizedException when nobody signed in, which is answered with 401
   */
  public Caller caller() {
    Caller caller = identity.getAttribute(ATTRIBUTE);
    if (caller == null) {
      throw new UnauthorizedException();
    }
    return caller;
  }

  /** The id of the personal access token that came with the request; empty when none did. */
  public Optional<UUID> token() {
    return Optional.ofNullable(identity.<UUID>getAttribute(TOKEN_ATTRIBUTE));
  }
}
