package mosaic.gateway.enrolment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.PreparedCertificate;
import mosaic.gateway.database.Database.StandingChanged;
import mosaic.gateway.enrolment.store.Renewals;
import mosaic.gateway.enrolment.store.Renewals.Renewable;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Gives a grant its next certificate (R-904, T-14): the same grant, user and scope, and a new key.
 * The old certificate stays good until the new one is first used. Whoever lost the answer asks
 * again with the same key and gets the same certificate.
 */
@ApplicationScoped
public class Renewal {
  private final Renewals renewals;
  private final GrantIssuer issuer;

  Renewal(Renewals renewals, GrantIssuer issuer) {
    this.renewals = renewals;
    this.issuer = issuer;
  }

  /**
   * Renews.
   *
   * @param grant the grant of the certificate that was presented
   * @param presentedSha256 that certificate, which has to be the active one
   * @param csr PKCS#10; of all that it says, the key alone is taken
   * @return fails with {@link StandingChanged} when the grant does not stand as presented any more
   */
  public Uni<Enrolled> renew(UUID grant, String presentedSha256, byte[] csr) {
    PublicKey key = GrantIssuer.key(csr);
    return renewals
        .find(grant, presentedSha256, Fingerprint.of(key))
        .map(found -> found.orElseThrow(StandingChanged::new))
        .flatMap(renewable -> renew(renewable, presentedSha256, key));
  }

  private Uni<Enrolled> renew(Renewable renewable, String presentedSha256, PublicKey key) {
    GrantTerms terms = renewable.terms();
    if (terms.requestingRoot() != null) {
      throw ProblemException.invalid(
          "The certificates of this grant come from the asking side's own CA.",
          "Have the grant made anew, and enrol with a certificate of your own CA.");
    }
    Issuance before = renewable.issuance();
    if (before == null) {
      PreparedCertificate prepared = issuer.prepare(terms, key, Renewal::ending);
      return renewals
          .intend(terms.grant(), prepared.intent())
          .flatMap(
              intended ->
                  intended
                      ? issue(terms, presentedSha256, prepared)
                      : Uni.createFrom().failure(GrantIssuer::inWork));
    }
    return switch (before.state()) {
      case ISSUED ->
          Uni.createFrom().item(() -> Enrolled.recorded(terms.grant(), before.issuedChain()));
      case IN_WORK -> Uni.createFrom().failure(GrantIssuer::inWork);
      case CUT_OFF -> {
        PreparedCertificate prepared = issuer.prepare(terms, key, Renewal::ending);
        yield renewals
            .replace(terms.grant(), before, prepared.intent())
            .flatMap(
                replaced ->
                    replaced
                        ? issue(terms, presentedSha256, prepared)
                        : Uni.createFrom().failure(GrantIssuer::inWork));
      }
      case OVER -> Uni.createFrom().failure(GrantIssuer::keyInUse);
    };
  }

  private Uni<Enrolled> issue(
      GrantTerms terms, String presentedSha256, PreparedCertificate prepared) {
    Enrolled enrolled = issuer.sign(terms, prepared);
    return renewals
        .complete(presentedSha256, prepared.intent(), enrolled)
        .flatMap(
            recording ->
                switch (recording) {
                  case RECORDED -> Uni.createFrom().item(enrolled);
                  case GRANT_CHANGED -> Uni.createFrom().failure(StandingChanged::new);
                  case OVERTAKEN -> Uni.createFrom().failure(GrantIssuer::inWork);
                });
  }

  /** The grant has had its certificates for today. */
  public static ProblemException tooMany(long seconds) {
    return new ProblemException(
            ProblemCode.RATE_LIMITED,
            "The grant was given too many certificates within a day.",
            "Keep the last one; ask for another in %d seconds.".formatted(seconds))
        .with("retry_after", seconds);
  }

  private static ProblemException ending() {
    return new ProblemException(
        ProblemCode.GRANT_NOT_ACTIVE,
        "The grant ends within a minute; there is no certificate for that.",
        "Ask the admin of this gateway for a later end.");
  }
}
