package mosaic.gateway.query;

import java.util.Optional;

/** Which sources a query asks. */
public sealed interface Sources {
  /** One, whose failure is the query's failure. */
  record Only(Source source) implements Sources {}

  /** Local rows and every usable peer of the caller; the failure of one is only reported. */
  record All() implements Sources {}

  /** What {@code source=} says; {@code local} when it is not there. */
  static Optional<Sources> fromParameter(Optional<String> parameter) {
    String name = parameter.orElse(Source.LOCAL);
    return name.equals("all") ? Optional.of(new All()) : Source.fromWireName(name).map(Only::new);
  }
}
