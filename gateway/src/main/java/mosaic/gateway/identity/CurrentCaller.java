package mosaic.gateway.identity;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;

/** Gives endpoints the {@link Caller} of the request that they are answering. */
@Singleton
public final class CurrentCaller {
  /** Where the authentication keeps the caller in the security identity. */
  public static final String ATTRIBUTE = "mosaic.caller";

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
}
