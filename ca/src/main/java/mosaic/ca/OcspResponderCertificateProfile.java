package mosaic.ca;

import java.time.Duration;

/**
 * The certificate of a delegated OCSP responder (RFC 6960, 4.2.2.2): for signing OCSP responses and
 * nothing else, issued by the very CA whose certificates it answers for.
 *
 * <p>It says {@code id-pkix-ocsp-nocheck}, so nobody asks whether it is revoked, and therefore
 * lives short (4.2.2.2.1). It names neither a CRL, which the CA/Browser Forum forbids here (BR
 * 7.1.2.8.2), nor a responder, which would be itself.
 *
 * @param organisation who runs it, usually the gateway's host name; 1 to 64 printable characters
 * @param validity 7 days by default, at most 30
 */
public record OcspResponderCertificateProfile(String organisation, ValidityPeriod validity)
    implements LeafCertificateProfile {

  /** Seven days, slightly backdated: a stolen key is of no use after them. */
  public static final ValidityPeriod DEFAULT_VALIDITY = ValidityPeriod.ofDays(7);

  /** As long as a revocation list may be of use after a compromise; what nobody checks is short. */
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final String TITLE = " OCSP responder";
  private static final int MOST_CHARACTERS = 64;

  public OcspResponderCertificateProfile {
    AuthorityCertificateProfile.requireOrganisation(organisation);
    if (validity.forward().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a certificate that nobody checks is valid for at most 30 days (RFC 6960, 4.2.2.2.1)");
    }
  }

  /** A profile with the default validity. */
  public static OcspResponderCertificateProfile of(String organisation) {
    return new OcspResponderCertificateProfile(organisation, DEFAULT_VALIDITY);
  }

  /** None: see above. */
  @Override
  public RevocationEndpoints revocation() {
    return RevocationEndpoints.none();
  }

  /** At most 64 characters (RFC 5280, A.1: ub-common-name): a long organisation is cut. */
  String commonName() {
    int room = MOST_CHARACTERS - TITLE.length();
    return organisation.substring(0, Math.min(room, organisation.length())).strip() + TITLE;
  }
}
