package mosaic.cli.profile;

/** Text that must not reach a screen, a log or a command line by accident. */
public record Secret(String value) {
  public Secret {
    if (value.isBlank()) {
      throw new IllegalArgumentException("an empty secret");
    }
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
