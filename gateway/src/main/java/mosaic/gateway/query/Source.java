package mosaic.gateway.query;

import java.util.Comparator;
import java.util.Optional;
import mosaic.ca.DnsName;

/** Where rows come from. */
public sealed interface Source {
  /** This gateway. */
  String LOCAL = "local";

  /** What the name of a peer's source begins with. */
  String FEDERATED_PREFIX = "federated:";

  /** Local first, then peers by host: what breaks ties between sources. */
  Comparator<Source> ORDER =
      Comparator.comparing((Source source) -> source instanceof Federated)
          .thenComparing(Source::wireName);

  /** This gateway's own rows. */
  record Local() implements Source {
    @Override
    public String wireName() {
      return LOCAL;
    }
  }

  /** The caller's peer at a host. */
  record Federated(DnsName host) implements Source {
    @Override
    public String wireName() {
      return FEDERATED_PREFIX + host;
    }
  }

  /** The name in {@code _source} and in reports. */
  String wireName();

  /** The source of exactly this name. */
  static Optional<Source> fromWireName(String name) {
    if (name.equals(LOCAL)) {
      return Optional.of(new Local());
    }
    if (!name.startsWith(FEDERATED_PREFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Federated(new DnsName(name.substring(FEDERATED_PREFIX.length()))));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
