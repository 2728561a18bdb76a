package mosaic.harness;

/** How a request on the federation listener ended. */
sealed interface WireOutcome {

  /** TLS itself refused: no byte of HTTP was answered. */
  record TlsRefused(String alert) implements WireOutcome {}

  /** HTTP was spoken. */
  record Answered(Answer answer) implements WireOutcome {}

  default Answer answer() {
    return switch (this) {
      case Answered answered -> answered.answer();
      case TlsRefused refused ->
          throw new AssertionError("Expected an answer, but TLS refused: " + refused.alert());
    };
  }

  default int status() {
    return answer().status();
  }
}
