package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.GrantCertificateProfile;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.pki.store.IssuanceRecord;

/**
 * What our own CA issues to ourselves, to be shown to a peer that has imported our root:
 * the profile of a grant's certificate, by the same two steps as any other.
 */
@ApplicationScoped
class OwnCertificates {
  private static final int SENT = 2;

  private final InstanceCa ca;
  private final IssuanceRecord record;
  private final DnsName serverName;
  private final Clock clock;

  OwnCertificates(InstanceCa ca, IssuanceRecord record, InstanceConfig instance, Clock clock) {
    this.ca = ca;
    this.record = record;
    this.serverName = new DnsName(instance.serverName());
    this.clock = clock;
  }

  /**
   * Issues.
   *
   * @param grant the grant on the peer
   * @param subject the user there whom it acts as
   * @return the certificate, and the issuing certificate that links it to our root
   */
  Uni<List<X509Certificate>> issue(UUID grant, UUID subject, PublicKey key) {
    var profile = GrantCertificateProfile.of(grant, subject, serverName);
    if (!(ca.prepare(profile, key) instanceof Preparation.Ready(PreparedCertificate prepared))) {
      throw new IllegalStateException("the CA would not prepare a certificate for ourselves");
    }
    return record
        .intendPeer(prepared.intent())
        .map(intended -> ca.sign(prepared, prepared.intent()))
        .call(
            chain ->
                record.peerIssued(
                    prepared.intent(), Fingerprint.of(chain.getFirst()), clock.instant()))
        .map(chain -> chain.subList(0, SENT));
  }
}
