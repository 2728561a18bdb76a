package mosaic.gateway.federation.server;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import mosaic.gateway.database.Reader;
import mosaic.gateway.grant.GrantStatus;
import mosaic.gateway.scope.Scope;

/**
 * What the issuance record and the grant say of a presented certificate. The one object that
 * carries identity through a federated request: nothing else names a user (T-04).
 *
 * @param certificateSha256 the certificate, lower-case hex
 * @param grant the grant that it was issued for
 * @param subjectUser the local user whom the grant acts as
 * @param status of the grant
 * @param expired whether the grant is past its expiry
 * @param certificateInForce whether the certificate is neither revoked nor outside its dates
 * @param certificateActive whether it is the one now valid for the grant
 * @param scope what the grant may read
 * @param scopeRevision which revision that is
 * @param rateLimitRpm requests a minute
 * @param certificateExpiresAt when the certificate ends
 * @param subjectTeams the teams the subject is in now
 */
public record Standing(
    String certificateSha256,
    UUID grant,
    UUID subjectUser,
    GrantStatus status,
    boolean expired,
    boolean certificateInForce,
    boolean certificateActive,
    Scope scope,
    int scopeRevision,
    int rateLimitRpm,
    Instant certificateExpiresAt,
    Set<UUID> subjectTeams) {

  /** Takes a private copy. */
  public Standing {
    subjectTeams = Set.copyOf(subjectTeams);
  }

  /** How this grant reads: the database checks all of the above again in the same round trip. */
  Reader.Grant reader() {
    return new Reader.Grant(grant, certificateSha256, scopeRevision);
  }
}
