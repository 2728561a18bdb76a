package mosaic.gateway.federation.server;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import mosaic.ca.Fingerprint;
import mosaic.ca.GrantIdentity;
import mosaic.gateway.federation.server.store.Standings;
import mosaic.gateway.grant.GrantStatus;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Certificate → issuance record → grant → subject, anew for every request (T-01). What the
 * certificate says of itself must agree with the record; nothing else is asked.
 */
@ApplicationScoped
class Authentication {
  private final Standings standings;

  Authentication(Standings standings) {
    this.standings = standings;
  }

  /** The standing of a certificate that is recognised; fails with 401 otherwise. */
  Uni<Standing> authenticate(X509Certificate certificate) {
    if (!(GrantIdentity.read(certificate) instanceof GrantIdentity.Found claimed)) {
      return Uni.createFrom().failure(Authentication::notRecognised);
    }
    return standings
        .find(Fingerprint.of(certificate).hex())
        .map(
            found ->
                found
                    .filter(standing -> standing.grant().equals(claimed.grantId()))
                    .filter(standing -> standing.subjectUser().equals(claimed.subjectUserId()))
                    .orElseThrow(Authentication::notRecognised));
  }

  /**
   * Lets only an active grant with its active certificate pass.
   *
   * @throws ProblemException 403 when the grant is not active, 401 when it has another certificate
   */
  static void requireGoodStanding(Standing standing) {
    if (standing.status() != GrantStatus.ACTIVE || standing.expired()) {
      throw new ProblemException(
          ProblemCode.GRANT_NOT_ACTIVE,
          "The grant is "
              + (standing.status() == GrantStatus.ACTIVE ? "expired" : standing.status().wireName())
              + ".",
          "Ask the admin of this gateway.");
    }
    if (!standing.certificateActive() || !standing.certificateInForce()) {
      throw notRecognised();
    }
  }

  private static ProblemException notRecognised() {
    return new ProblemException(
        ProblemCode.CERTIFICATE_NOT_RECOGNISED,
        "The certificate is not the active one of a grant of this gateway.",
        "Use the certificate that enrolment gave, or enrol again.");
  }
}
