package mosaic.ca;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The certificate of a gateway's own listener, for TLS server authentication and nothing else. Its
 * names are the alternative names; a common name repeats the first of them that fits.
 *
 * @param names host names and addresses, at least one, none twice
 * @param validity 90 days by default
 * @param revocation where the standing can be looked up
 */
public record ServerCertificateProfile(
    List<ServerName> names, ValidityPeriod validity, RevocationEndpoints revocation)
    implements LeafCertificateProfile {

  /** Ninety days, slightly backdated. */
  public static final ValidityPeriod DEFAULT_VALIDITY = ValidityPeriod.ofDays(90);

  private static final int MOST_COMMON_NAME_CHARACTERS = 64;
  private static final int MOST_NAMES = 100;

  public ServerCertificateProfile {
    names = List.copyOf(names);
    if (names.isEmpty() || names.size() > MOST_NAMES) {
      throw new IllegalArgumentException("a server certificate has 1 to 100 names");
    }
    if (new LinkedHashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("a server certificate has no name twice");
    }
  }

  /** A profile with the default validity and no revocation endpoints. */
  public static ServerCertificateProfile of(ServerName... names) {
    return new ServerCertificateProfile(
        List.of(names), DEFAULT_VALIDITY, RevocationEndpoints.none());
  }

  /** The same with another validity. */
  public ServerCertificateProfile withValidity(ValidityPeriod period) {
    return new ServerCertificateProfile(names, period, revocation);
  }

  /** The same with these endpoints. */
  public ServerCertificateProfile withRevocation(RevocationEndpoints endpoints) {
    return new ServerCertificateProfile(names, validity, endpoints);
  }

  /** The first name of at most 64 characters (RFC 5280, A.1: ub-common-name). */
  Optional<String> commonName() {
    return names.stream()
        .map(ServerName::text)
        .filter(name -> name.length() <= MOST_COMMON_NAME_CHARACTERS)
        .findFirst();
  }
}
