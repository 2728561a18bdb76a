package mosaic.gateway.pki;

import jakarta.inject.Singleton;
import java.net.URI;
import java.security.cert.X509Certificate;
import mosaic.ca.GrantCertificateProfile;
import mosaic.ca.KeyIdentifier;
import mosaic.ca.LeafCertificateProfile;
import mosaic.ca.OcspResponderCertificateProfile;
import mosaic.ca.RevocationEndpoints;
import mosaic.ca.ServerCertificateProfile;
import mosaic.gateway.instance.FederationSwitch;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.RevocationConfig;

/**
 * Where the standing of our certificates can be looked up, as they say it. Nowhere in a
 * tier that does not federate: nobody else relies on its certificates.
 */
@Singleton
public final class RevocationAddresses {
  /** Path of revocation lists, by the key identifier of the issuer. */
  public static final String CRL = "/pki/v1/crl/";

  /** Path of the OCSP responder. */
  public static final String OCSP = "/pki/v1/ocsp";

  /** Path of issuing certificates, by their key identifier. */
  public static final String CA = "/pki/v1/ca/";

  private final String base;
  private final boolean served;

  RevocationAddresses(
      InstanceConfig instance, RevocationConfig config, FederationSwitch federation) {
    this.base = "http://%s:%d".formatted(instance.serverName(), config.port());
    this.served = federation.isOn();
  }

  /** A profile that names the addresses of its issuer, if it may name any. */
  LeafCertificateProfile in(LeafCertificateProfile profile, X509Certificate issuer) {
    if (!served) {
      return profile;
    }
    return switch (profile) {
      case GrantCertificateProfile grant -> grant.withRevocation(of(issuer));
      case ServerCertificateProfile server -> server.withRevocation(of(issuer));
      case OcspResponderCertificateProfile responder -> responder;
    };
  }

  private RevocationEndpoints of(X509Certificate issuer) {
    String key = KeyIdentifier.of(issuer).hex();
    return RevocationEndpoints.of(URI.create(base + CRL + key + ".crl"), URI.create(base + OCSP))
        .withIssuer(URI.create(base + CA + key + ".cer"));
  }
}
