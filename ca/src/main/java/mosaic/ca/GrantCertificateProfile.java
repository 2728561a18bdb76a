package mosaic.ca;

import java.util.UUID;

/**
 * The client certificate of a grant: subject {@code CN=grant-<uuid>, O=<requesting server>}, the
 * two {@link Oids} as alternative names, for TLS client authentication and nothing else.
 *
 * @param grantId the grant that it stands for
 * @param subjectUserId the local user as whom the grant acts
 * @param requestingServer the host name of the asking gateway, at most 64 characters, because the
 *     organisation of a distinguished name is no longer than that (RFC 5280, appendix A.1)
 * @param validity 30 days by default
 * @param revocation where the standing can be looked up
 */
public record GrantCertificateProfile(
    UUID grantId,
    UUID subjectUserId,
    ServerName requestingServer,
    ValidityPeriod validity,
    RevocationEndpoints revocation)
    implements LeafCertificateProfile {

  /** Thirty days, slightly backdated. */
  public static final ValidityPeriod DEFAULT_VALIDITY = ValidityPeriod.ofDays(30);

  static final int MOST_ORGANISATION_CHARACTERS = 64;

  public GrantCertificateProfile {
    if (requestingServer.text().length() > MOST_ORGANISATION_CHARACTERS) {
      throw new IllegalArgumentException(
          "the host name of a requesting server is at most 64 characters (RFC 5280, A.1)");
    }
  }

  /** A profile with the default validity and no revocation endpoints. */
  public static GrantCertificateProfile of(
      UUID grantId, UUID subjectUserId, ServerName requestingServer) {
    return new GrantCertificateProfile(
        grantId, subjectUserId, requestingServer, DEFAULT_VALIDITY, RevocationEndpoints.none());
  }

  /** The same with another validity. */
  public GrantCertificateProfile withValidity(ValidityPeriod period) {
    return new GrantCertificateProfile(
        grantId, subjectUserId, requestingServer, period, revocation);
  }

  /** The same with these endpoints. */
  public GrantCertificateProfile withRevocation(RevocationEndpoints endpoints) {
    return new GrantCertificateProfile(
        grantId, subjectUserId, requestingServer, validity, endpoints);
  }

  String commonName() {
    return "grant-" + grantId;
  }
}
