package mosaic.gateway.enrolment;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import mosaic.ca.CertificateRequest;
import mosaic.ca.GrantCertificateProfile;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;
import mosaic.ca.ValidityPeriod;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Prepares and signs the certificate of a grant: the key is the asking side's, all else is ours.
 */
@ApplicationScoped
class GrantIssuer {
  /** Leaf and issuing certificate: whoever trusts the root needs no more. */
  private static final int SENT = 2;

  private final InstanceCa ca;
  private final FederationConfig config;
  private final Clock clock;

  GrantIssuer(InstanceCa ca, FederationConfig config, Clock clock) {
    this.ca = ca;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The one thing that is taken from a request.
   *
   * @param csr PKCS#10, DER or PEM
   * @throws ProblemException when it is no good request with a good key
   */
  static PublicKey key(byte[] csr) {
    return switch (CertificateRequest.parse(csr)) {
      case CertificateRequest.Parsed(CertificateRequest request) -> request.publicKey();
      case CertificateRequest.KeyRefused(var defect) ->
          throw refused("its key is refused: " + defect);
      case CertificateRequest.Refused(var reason) -> throw refused(reason.toString());
    };
  }

  /**
   * The first step: every byte that will be signed.
   *
   * @param ending what to say when the grant ends too soon for another certificate
   * @throws ProblemException when the key will not be certified
   */
  PreparedCertificate prepare(GrantTerms terms, PublicKey key, Supplier<ProblemException> ending) {
    return switch (ca.prepare(profile(terms, ending), key)) {
      case Preparation.Ready(PreparedCertificate prepared) -> prepared;
      case Preparation.KeyRefused(var defect) -> throw refused("its key is refused: " + defect);
      case Preparation.KeyOfAuthority() -> throw keyInUse();
      case Preparation.AuthorityExpires() ->
          throw new IllegalStateException("the issuing certificate expires too soon");
    };
  }

  /** What a certificate for a grant says. */
  GrantCertificateProfile profile(GrantTerms terms, Supplier<ProblemException> ending) {
    return GrantCertificateProfile.of(terms.grant(), terms.subjectUser(), terms.requestingServer())
        .withValidity(validity(terms, ending));
  }

  /** No certificate outlives its grant (T-24); for less than a minute there is none to be had. */
  private ValidityPeriod validity(GrantTerms terms, Supplier<ProblemException> ending) {
    Duration longest = config.grantCertificateValidity();
    if (terms.expiresAt() != null) {
      Duration left =
          Duration.between(clock.instant(), terms.expiresAt()).truncatedTo(ChronoUnit.SECONDS);
      longest = left.compareTo(longest) < 0 ? left : longest;
    }
    if (longest.compareTo(ValidityPeriod.SHORTEST) < 0) {
      throw ending.get();
    }
    return new ValidityPeriod(longest, ValidityPeriod.DEFAULT_BACKDATE);
  }

  /** The second step, after the intent was stored. */
  Enrolled sign(GrantTerms terms, PreparedCertificate prepared) {
    List<X509Certificate> chain = ca.sign(prepared, prepared.intent());
    return new Enrolled(terms.grant(), chain.subList(0, SENT));
  }

  /** The key is the CA's, or was certified before (T-13). */
  static ProblemException keyInUse() {
    return refused("its key is already in use");
  }

  static ProblemException refused(String why) {
    return new ProblemException(
        ProblemCode.CSR_REFUSED,
        "The certificate request is refused: " + why + ".",
        "Make a new one with a fresh EC P-256 key. The token can still be used.");
  }

  /** Another attempt with this key is about to be answered, or was cut off a moment ago. */
  static ProblemException inWork() {
    return new ProblemException(
            ProblemCode.ENROLMENT_IN_PROGRESS,
            "The certificate for this key is being issued at this moment.",
            "Ask again with the same key in a few seconds.")
        .with("retry_after", 2);
  }
}
