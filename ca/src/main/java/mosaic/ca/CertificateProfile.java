package mosaic.ca;

/** What a certificate is to say: nothing outside its profile ever gets into a certificate. */
public sealed interface CertificateProfile
    permits LeafCertificateProfile, AuthorityCertificateProfile {}
