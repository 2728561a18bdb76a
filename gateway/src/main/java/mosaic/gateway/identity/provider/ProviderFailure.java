package mosaic.gateway.identity.provider;

/** The provider did not answer, or not as a provider does. The message is for our own log. */
final class ProviderFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProviderFailure(String what) {
    super(what);
  }

  ProviderFailure(String what, Throwable cause) {
    super(what, cause);
  }
}
