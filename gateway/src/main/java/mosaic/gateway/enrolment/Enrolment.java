package mosaic.gateway.enrolment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import mosaic.ca.CertificateRequest;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.GrantCertificateProfile;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.ca.Preparation;
import mosaic.ca.PreparedCertificate;
import mosaic.ca.ValidityPeriod;
import mosaic.gateway.enrolment.store.EnrolmentTokens;
import mosaic.gateway.enrolment.store.EnrolmentTokens.Redeemable;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Turns a pending grant into a certificate. Everything that can be wrong with a request is
 * found before its token is used up; the intent is stored before the signature exists (T-15).
 */
@ApplicationScoped
public class Enrolment {
  private static final String NEW_URL = "Ask the admin of this gateway for a new enrolment URL.";

  private final EnrolmentTokens tokens;
  private final InstanceCa ca;
  private final FederationConfig config;
  private final Clock clock;

  Enrolment(EnrolmentTokens tokens, InstanceCa ca, FederationConfig config, Clock clock) {
    this.tokens = tokens;
    this.ca = ca;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What an asking gateway sends.
   *
   * @param grant from the URL
   * @param token from the URL
   * @param csr PKCS#10, DER or PEM
   * @param requestingServer the asking gateway's host name
   * @param requestingCa its CA root, PEM
   */
  public record Application(
      UUID grant, String token, String csr, String requestingServer, String requestingCa) {
    @Override
    public String toString() {
      return "Application[grant=" + grant + "]";
    }
  }

  /**
   * What it gets.
   *
   * @param grant the grant
   * @param chain its certificate, and the issuing certificate that links it to the root
   * @param expiresAt when the certificate ends
   */
  public record Enrolled(UUID grant, List<X509Certificate> chain, Instant expiresAt) {}

  /** Enrols, or fails with a {@link ProblemException}. */
  public Uni<Enrolled> enrol(Application application) {
    return Uni.createFrom()
        .deferred(() -> attempt(application))
        .onFailure(ProblemException.class)
        .call(refusal -> tokens.refused(application.grant()));
  }

  private Uni<Enrolled> attempt(Application application) {
    PublicKey key = publicKey(application.csr());
    Fingerprint requestingCa = requestingCa(application.requestingCa());
    EnrolmentToken token =
        EnrolmentToken.parse(application.token()).orElseThrow(Enrolment::tokenGone);
    return tokens
        .find(application.grant(), token)
        .map(found -> found.orElseThrow(Enrolment::tokenGone))
        .map(redeemable -> prepare(redeemable, application.requestingServer(), key))
        .flatMap(
            prepared ->
                tokens
                    .redeem(application.grant(), token, prepared.intent())
                    .flatMap(
                        redemption ->
                            switch (redemption) {
                              case REDEEMED -> issue(application.grant(), prepared, requestingCa);
                              case GONE -> Uni.createFrom().failure(Enrolment::tokenGone);
                              case KEY_IN_USE ->
                                  Uni.createFrom().failure(csrRefused("its key is already in use"));
                            }));
  }

  private PreparedCertificate prepare(Redeemable grant, String requestingServer, PublicKey key) {
    if (!grant.requestingServer().equals(requestingServer)) {
      throw new ProblemException(
          ProblemCode.REQUESTING_SERVER_MISMATCH,
          "The grant is for another gateway than the one that asks.",
          "Ask from the gateway that the grant names, or have a grant made for this one.");
    }
    var profile =
        GrantCertificateProfile.of(
                grant.grant(), grant.subjectUser(), DnsName.parse(requestingServer))
            .withValidity(validity(grant));
    return switch (ca.prepare(profile, key)) {
      case Preparation.Ready(PreparedCertificate prepared) -> prepared;
      case Preparation.KeyRefused(var defect) -> throw csrRefused("its key is refused: " + defect);
      case Preparation.KeyOfAuthority() -> throw csrRefused("its key is already in use");
      case Preparation.AuthorityExpires() ->
          throw new IllegalStateException("the issuing certificate expires too soon");
    };
  }

  /** No certificate outlives its grant (T-24); for less than a minute there is none to be had. */
  private ValidityPeriod validity(Redeemable grant) {
    Duration longest = config.grantCertificateValidity();
    if (grant.expiresAt() != null) {
      Duration left =
          Duration.between(clock.instant(), grant.expiresAt()).truncatedTo(ChronoUnit.SECONDS);
      longest = left.compareTo(longest) < 0 ? left : longest;
    }
    if (longest.compareTo(ValidityPeriod.SHORTEST) < 0) {
      throw tokenGone();
    }
    return new ValidityPeriod(longest, ValidityPeriod.DEFAULT_BACKDATE);
  }

  private Uni<Enrolled> issue(UUID grant, PreparedCertificate prepared, Fingerprint requestingCa) {
    List<X509Certificate> chain = ca.sign(prepared, prepared.intent());
    return tokens
        .activate(
            grant,
            prepared.intent(),
            Fingerprint.of(chain.getFirst()),
            requestingCa,
            clock.instant())
        .map(
            active -> {
              if (!active) {
                throw tokenGone();
              }
              return new Enrolled(grant, chain.subList(0, 2), prepared.intent().notAfter());
            });
  }

  private static PublicKey publicKey(String csr) {
    return switch (CertificateRequest.parse(csr.getBytes(StandardCharsets.UTF_8))) {
      case CertificateRequest.Parsed(CertificateRequest request) -> request.publicKey();
      case CertificateRequest.KeyRefused(var defect) ->
          throw csrRefused("its key is refused: " + defect);
      case CertificateRequest.Refused(var reason) -> throw csrRefused(reason.toString());
    };
  }

  private static Fingerprint requestingCa(String pem) {
    try {
      return Fingerprint.of(Pem.decodeCertificate(pem));
    } catch (MalformedPemException malformed) {
      throw ProblemException.invalid(
          "requesting_ca is not one certificate in PEM.", "Send the asking gateway's CA root.");
    }
  }

  private static ProblemException csrRefused(String why) {
    return new ProblemException(
        ProblemCode.CSR_REFUSED,
        "The certificate request is refused: " + why + ".",
        "Make a new one with a fresh EC P-256 key. The token can still be used.");
  }

  /** One answer for every way a token can be wrong, so that guessing teaches nothing (T-10). */
  private static ProblemException tokenGone() {
    return new ProblemException(
        ProblemCode.ENROLMENT_TOKEN_GONE,
        "The token was used, has expired, was cancelled, or never was one of this grant.",
        NEW_URL);
  }
}
