package mosaic.gateway.identity.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Decides whether a token is the provider's, for us, and in force: OpenID Connect Core 1.0,
 * 3.1.3.7, and RFC 8725. Signatures are asymmetric only: neither {@code none} nor a MAC, whose key
 * would be the public one, is ever taken, whatever the token's header or the key set says.
 */
final class TokenVerifier {
  private static final int SKEW_SECONDS = 30;

  /** An ID token is used at once. */
  private static final int LONGEST_SINCE_SIGN_IN_SECONDS = 600;

  private static final int LONGEST_SUBJECT = 255;

  private static final AlgorithmConstraints SIGNATURES =
      new AlgorithmConstraints(
          ConstraintType.PERMIT,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA384,
          AlgorithmIdentifiers.RSA_USING_SHA512,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
          AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
          AlgorithmIdentifiers.EDDSA);

  private static final AlgorithmConstraints NO_ENCRYPTION =
      new AlgorithmConstraints(ConstraintType.PERMIT);

  private final String issuer;
  private final String clientId;
  private final ClaimMapping mapping;
  private final Clock clock;

  TokenVerifier(String issuer, String clientId, ClaimMapping mapping, Clock clock) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.mapping = mapping;
    this.clock = clock;
  }

  /** What became of a token. */
  sealed interface Verdict {
    /** It holds. */
    record Good(Assertion assertion) implements Verdict {}

    /** It was signed with a key that is not among these. */
    record UnknownKey() implements Verdict {}

    /**
     * It does not hold.
     *
     * @param reason what is wrong with it, in words of ours
     */
    record Bad(String reason) implements Verdict {}
  }

  /**
   * Verifies the ID token of a sign-in.
   *
   * @param nonce what the sign-in began with
   */
  Verdict idToken(String token, String nonce, List<JsonWebKey> keys) {
    JwtConsumerBuilder rules =
        rules(clientId, keys).setIssuedAtRestrictions(0, LONGEST_SINCE_SIGN_IN_SECONDS);
    return verdict(token, rules, claims -> isOfSignIn(claims, nonce));
  }

  /**
   * Verifies an access token.
   *
   * @param audience what it has to name
   */
  Verdict accessToken(String token, String audience, List<JsonWebKey> keys) {
    // The newest word about somebody counts: one from the future would silence all until then.
    long latest = clock.instant().getEpochSecond() + SKEW_SECONDS;
    return verdict(
        token, rules(audience, keys), claims -> claims.getIssuedAt().getValue() <= latest);
  }

  private interface Rule {
    boolean holds(JwtClaims claims) throws MalformedClaimException;
  }

  private JwtConsumerBuilder rules(String audience, List<JsonWebKey> keys) {
    return new JwtConsumerBuilder()
        .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
        .setAllowedClockSkewInSeconds(SKEW_SECONDS)
        .setRequireExpirationTime()
        .setRequireIssuedAt()
        .setRequireSubject()
        .setExpectedIssuer(true, issuer)
        .setExpectedAudience(true, audience)
        .setJwsAlgorithmConstraints(SIGNATURES)
        .setJweAlgorithmConstraints(NO_ENCRYPTION)
        .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys));
  }

  private Verdict verdict(String token, JwtConsumerBuilder rules, Rule rule) {
    try {
      JwtClaims claims = rules.build().processToClaims(token);
      String subject = claims.getSubject();
      if (subject.isEmpty()
          || subject.length() > LONGEST_SUBJECT
          || subject.chars().anyMatch(c -> c < ' ' || c > '~')) {
        return new Verdict.Bad("names no subject as OpenID Connect has them");
      }
      if (!rule.holds(claims)) {
        return new Verdict.Bad("is not of this sign-in");
      }
      return new Verdict.Good(
          new Assertion(
              issuer,
              subject,
              mapping.name(claims.getClaimsMap()),
              mapping.role(claims.getClaimsMap()),
              Instant.ofEpochSecond(claims.getIssuedAt().getValue())));
    } catch (InvalidJwtException invalid) {
      return isUnknownKey(invalid) ? new Verdict.UnknownKey() : new Verdict.Bad(reason(invalid));
    } catch (MalformedClaimException malformed) {
      return new Verdict.Bad("has a malformed claim");
    }
  }

  /** Core 3.1.3.7, 4, 5 and 11. */
  private boolean isOfSignIn(JwtClaims claims, String nonce) throws MalformedClaimException {
    String authorizedParty = claims.getStringClaimValue("azp");
    boolean ours =
        authorizedParty == null
            ? claims.getAudience().size() == 1
            : authorizedParty.equals(clientId);
    String told = claims.getStringClaimValue("nonce");
    return ours && told != null && MessageDigest.isEqual(bytes(told), bytes(nonce));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isUnknownKey(InvalidJwtException invalid) {
    for (Throwable cause = invalid; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvableKeyException) {
        return true;
      }
    }
    return false;
  }

  /** The library's own words may repeat the token. */
  private static String reason(InvalidJwtException invalid) {
    if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
      return "has expired";
    }
    if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return "is for somebody else";
    }
    if (invalid.hasErrorCode(ErrorCodes.ISSUER_INVALID)
        || invalid.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
      return "is of another issuer";
    }
    if (invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
        || invalid.hasErrorCode(ErrorCodes.SIGNATURE_MISSING)) {
      return "is not signed by the provider";
    }
    return "is no token that can be believed";
  }
}
