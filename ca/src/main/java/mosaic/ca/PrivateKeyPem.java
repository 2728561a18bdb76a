package mosaic.ca;

/** A private key as PKCS#8 in PEM: to be sealed and stored, never to be printed. */
public final class PrivateKeyPem {

  private final String text;

  PrivateKeyPem(String text) {
    this.text = text;
  }

  /** The text itself; whoever asks for it is responsible for where it goes. */
  public String reveal() {
    return text;
  }

  /** Says nothing about the key. */
  @Override
  public String toString() {
    return "PrivateKeyPem[<redacted>]";
  }
}
