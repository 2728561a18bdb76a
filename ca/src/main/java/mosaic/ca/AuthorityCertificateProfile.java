package mosaic.ca;

import java.time.Duration;

/**
 * The certificate of a CA: subject {@code CN=<organisation> Root CA <key>, O=<organisation>} (or
 * {@code Issuing CA}), where {@code <key>} is the beginning of the key identifier. So two
 * generations of one CA never share a name, and the CRL of one is never looked for at the other.
 *
 * @param role root or issuing intermediate
 * @param organisation who runs it, usually a host name; 1 to 64 printable characters
 */
public record AuthorityCertificateProfile(Role role, String organisation)
    implements CertificateProfile {

  /** The two levels of our hierarchy, and what links two generations of it. */
  public enum Role {
    /** Signs itself and the intermediate; 10 years; no path length. */
    ROOT("Root CA", Duration.ofDays(3650)),
    /** Signs leaf certificates; 5 years; path length 0 (RFC 5280, 4.2.1.9). */
    ISSUING("Issuing CA", Duration.ofDays(1825)),
    /**
     * The key of one root, certified by another (RFC 4210, 4.4): at most as long as both; path
     * length 1, for the issuing CA below it.
     */
    LINK("Root CA", Duration.ofDays(3650));

    private final String title;
    private final Duration validity;

    Role(String title, Duration validity) {
      this.title = title;
      this.validity = validity;
    }

    Duration validity() {
      return validity;
    }
  }

  /** Long enough that a peer with a clock behind ours, or a backdated leaf, finds the CA valid. */
  static final Duration BACKDATE = Duration.ofHours(1);

  private static final int MOST_CHARACTERS = 64;
  private static final int KEY_DIGITS = 8;

  public AuthorityCertificateProfile {
    requireOrganisation(organisation);
  }

  static void requireOrganisation(String organisation) {
    if (organisation.isBlank()
        || organisation.length() > MOST_CHARACTERS
        || !organisation.equals(organisation.strip())
        || organisation.chars().anyMatch(AuthorityCertificateProfile::isUnprintable)) {
      throw new IllegalArgumentException(
          "an organisation is 1 to 64 printable characters (RFC 5280, A.1)");
    }
  }

  private static boolean isUnprintable(int character) {
    return Character.isISOControl(character)
        || Character.isSurrogate((char) character)
        || Character.getType(character) == Character.FORMAT;
  }

  /** The common name, at most 64 characters: a long organisation is cut. */
  String commonName(KeyIdentifier key) {
    String suffix = " " + role.title + " " + key.hex().substring(0, KEY_DIGITS);
    int room = MOST_CHARACTERS - suffix.length();
    String name = organisation.length() <= room ? organisation : organisation.substring(0, room);
    return name.strip() + suffix;
  }
}
