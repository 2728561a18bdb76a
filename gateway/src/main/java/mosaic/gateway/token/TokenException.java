package mosaic.gateway.token;

/** A token, or a key in it, is not to be had. Both texts are shown to people and hold no secret. */
public final class TokenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  TokenException(String cause, String remedy) {
    super(cause);
    this.remedy = remedy;
  }

  TokenException(String cause, String remedy, Throwable failure) {
    super(cause, failure);
    this.remedy = remedy;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
