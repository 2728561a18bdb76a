package mosaic.ca;

/** The profile of a certificate that an {@link IssuingAuthority} may issue: never of another CA. */
public sealed interface LeafCertificateProfile extends CertificateProfile
    permits GrantCertificateProfile, ServerCertificateProfile, OcspResponderCertificateProfile {

  /** How long the certificate is valid. */
  ValidityPeriod validity();

  /** Where its standing can be looked up. */
  RevocationEndpoints revocation();
}
