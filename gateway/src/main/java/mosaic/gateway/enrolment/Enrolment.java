package mosaic.gateway.enrolment;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.ForeignCertificates;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.ca.PreparedCertificate;
import mosaic.gateway.enrolment.store.EnrolmentTokens;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a pending grant into a certificate. Everything that can be wrong with a request is
 * found before its token is used up; the intent is stored before the signature exists (T-15).
 *
 * <p>Whoever used a token may use it again with the same key, as long as the token lives: they get
 * the same certificate, for the answer may have been lost. To everybody else it is gone.
 */
@ApplicationScoped
public class Enrolment {
  private final EnrolmentTokens tokens;
  private final GrantIssuer issuer;
  private final Clock clock;

  Enrolment(EnrolmentTokens tokens, GrantIssuer issuer, Clock clock) {
    this.tokens = tokens;
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * What an asking gateway sends.
   *
   * @param grant from the URL
   * @param token from the URL
   * @param csr PKCS#10, DER or PEM
   * @param requestingServer the asking gateway's host name; null in EST, which has no place for it
   * @param requestingCa its CA root, PEM; null in EST
   * @param certificateChain what its own CA issued for the grant, PEM, where the grant takes that;
   *     null otherwise
   */
  public record Application(
      UUID grant,
      String token,
      Buffer csr,
      @Nullable String requestingServer,
      @Nullable String requestingCa,
      @Nullable String certificateChain) {
    @Override
    public String toString() {
      return "Application[grant=" + grant + "]";
    }
  }

  /** One attempt, read. */
  private record Attempt(
      UUID grant,
      EnrolmentToken token,
      PublicKey key,
      Optional<String> requestingServer,
      Optional<Fingerprint> requestingCa,
      Optional<List<X509Certificate>> chain) {

    static Attempt read(Application application) {
      PublicKey key = GrantIssuer.key(application.csr().getBytes());
      Optional<Fingerprint> requestingCa =
          Optional.ofNullable(application.requestingCa()).map(Enrolment::requestingCa);
      return new Attempt(
          application.grant(),
          EnrolmentToken.parse(application.token()).orElseThrow(Enrolment::tokenGone),
          key,
          Optional.ofNullable(application.requestingServer()),
          requestingCa,
          Optional.ofNullable(application.certificateChain()).map(Enrolment::chain));
    }
  }

  /** Enrols, or fails with a {@link ProblemException}. */
  public Uni<Enrolled> enrol(Application application) {
    return Uni.createFrom()
        .deferred(() -> begin(Attempt.read(application)))
        .onFailure(ProblemException.class)
        .call(refusal -> tokens.refused(application.grant()));
  }

  private Uni<Enrolled> begin(Attempt attempt) {
    return find(attempt)
        .flatMap(
            use ->
                switch (use) {
                  case TokenUse.Unused(GrantTerms terms) -> redeem(attempt, terms);
                  case TokenUse.Used used -> again(attempt, used);
                });
  }

  private Uni<TokenUse> find(Attempt attempt) {
    return tokens
        .find(attempt.grant(), attempt.token())
        .map(found -> found.orElseThrow(Enrolment::tokenGone));
  }

  private Uni<Enrolled> redeem(Attempt attempt, GrantTerms terms) {
    if (terms.requestingRoot() != null) {
      return adopt(attempt, terms, terms.requestingRoot());
    }
    if (attempt.chain().isPresent()) {
      throw ProblemException.invalid(
          "The grant takes a certificate of this gateway, not of another CA.",
          "Leave certificate_chain out.");
    }
    PreparedCertificate prepared = prepare(attempt, terms);
    return tokens
        .redeem(attempt.grant(), attempt.token(), prepared.intent())
        .flatMap(
            redemption ->
                switch (redemption) {
                  case REDEEMED -> issue(attempt, terms, prepared);
                  case GONE -> overtaken(attempt);
                  case KEY_IN_USE -> Uni.createFrom().failure(GrantIssuer::keyInUse);
                });
  }

  /**
   * Somebody used the token meanwhile, and it may have been another attempt with this very key; or
   * an admin cancelled it.
   */
  private Uni<Enrolled> overtaken(Attempt attempt) {
    return find(attempt)
        .flatMap(
            use ->
                switch (use) {
                  case TokenUse.Unused _ -> Uni.createFrom().failure(Enrolment::tokenGone);
                  case TokenUse.Used used -> again(attempt, used);
                });
  }

  private Uni<Enrolled> again(Attempt attempt, TokenUse.Used used) {
    Issuance before = used.issuance();
    if (before == null || !before.key().equals(Fingerprint.of(attempt.key()))) {
      return Uni.createFrom().failure(Enrolment::tokenGone);
    }
    return switch (before.state()) {
      case ISSUED ->
          Uni.createFrom().item(() -> Enrolled.recorded(attempt.grant(), before.issuedChain()));
      case IN_WORK -> Uni.createFrom().failure(GrantIssuer::inWork);
      case CUT_OFF -> replace(attempt, used.terms(), before);
      case OVER -> Uni.createFrom().failure(Enrolment::tokenGone);
    };
  }

  private Uni<Enrolled> replace(Attempt attempt, GrantTerms terms, Issuance cutOff) {
    PreparedCertificate prepared = prepare(attempt, terms);
    return tokens
        .replace(attempt.grant(), attempt.token(), cutOff, prepared.intent())
        .flatMap(
            replacement ->
                switch (replacement) {
                  case REPLACED -> issue(attempt, terms, prepared);
                  case GONE -> Uni.createFrom().failure(Enrolment::tokenGone);
                  case OVERTAKEN -> Uni.createFrom().failure(GrantIssuer::inWork);
                });
  }

  /** The asking side's own CA has issued already; what is left is to examine and to record. */
  private Uni<Enrolled> adopt(Attempt attempt, GrantTerms terms, X509Certificate root) {
    requireServer(attempt, terms);
    List<X509Certificate> chain =
        attempt
            .chain()
            .orElseThrow(
                () ->
                    ProblemException.invalid(
                        "The grant takes a certificate of the asking gateway's own CA.",
                        "Send it as certificate_chain: mosaic federation peer add --own-ca."));
    ForeignCertificates.examine(
            chain,
            root,
            issuer.profile(terms, Enrolment::tokenGone),
            attempt.key(),
            clock.instant())
        .ifPresent(
            why -> {
              throw GrantIssuer.refused(
                  "the certificate of its own CA is not good: " + why + end(terms));
            });
    var certificate = new ForeignCertificate(terms.grant(), root, chain);
    return tokens
        .adopt(attempt.token(), certificate)
        .flatMap(
            redemption ->
                switch (redemption) {
                  case REDEEMED -> Uni.createFrom().item(new Enrolled(terms.grant(), chain));
                  case GONE -> overtaken(attempt);
                  case KEY_IN_USE -> Uni.createFrom().failure(GrantIssuer::keyInUse);
                });
  }

  /** The asking side's CA cannot know of it, and may have certified for longer. */
  private static String end(GrantTerms terms) {
    return terms.expiresAt() == null
        ? ""
        : "; no certificate outlives the grant, which ends at " + terms.expiresAt();
  }

  private PreparedCertificate prepare(Attempt attempt, GrantTerms terms) {
    requireServer(attempt, terms);
    return issuer.prepare(terms, attempt.key(), Enrolment::tokenGone);
  }

  private static void requireServer(Attempt attempt, GrantTerms terms) {
    String granted = terms.requestingServer().text();
    if (!attempt.requestingServer().orElse(granted).equals(granted)) {
      throw new ProblemException(
          ProblemCode.REQUESTING_SERVER_MISMATCH,
          "The grant is for another gateway than the one that asks.",
          "Ask from the gateway that the grant names, or have a grant made for this one.");
    }
  }

  private Uni<Enrolled> issue(Attempt attempt, GrantTerms terms, PreparedCertificate prepared) {
    Enrolled enrolled = issuer.sign(terms, prepared);
    return tokens
        .activate(prepared.intent(), enrolled, attempt.requestingCa())
        .flatMap(
            activation ->
                switch (activation) {
                  case RECORDED -> Uni.createFrom().item(enrolled);
                  case GRANT_CHANGED -> Uni.createFrom().failure(Enrolment::tokenGone);
                  case OVERTAKEN -> overtaken(attempt);
                });
  }

  private static Fingerprint requestingCa(String pem) {
    try {
      return Fingerprint.of(Pem.decodeCertificate(pem));
    } catch (MalformedPemException malformed) {
      throw ProblemException.invalid(
          "requesting_ca is not one certificate in PEM.", "Send the asking gateway's CA root.");
    }
  }

  private static List<X509Certificate> chain(String pem) {
    try {
      return Pem.decodeCertificates(pem);
    } catch (MalformedPemException malformed) {
      throw ProblemException.invalid(
          "certificate_chain is not a list of certificates in PEM.",
          "Send the certificate, then what issued it.");
    }
  }

  /** One answer for every way a token can be wrong, so that guessing teaches nothing (T-10). */
  public static ProblemException tokenGone() {
    return new ProblemException(
        ProblemCode.ENROLMENT_TOKEN_GONE,
        "The token was used, has expired, was cancelled, or never was one of this grant.",
        "Ask the admin of this gateway for a new enrolment URL.");
  }
}
