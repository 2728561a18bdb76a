package mosaic.gateway.identity.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.provider.TokenVerifier.Verdict;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that a provider signed, and what somebody may make of them. */
class TokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String ISSUER = "https://idp.example/realms/people";
  private static final String NONCE = "n".repeat(43);
  private static final RsaJsonWebKey KEY = key("one");
  private static final RsaJsonWebKey OTHER = key("one");

  private final TokenVerifier verifier =
      new TokenVerifier(ISSUER, "mosaic", everybody(), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void idToken_ofThisSignIn_isBelieved() throws Exception {
    Verdict verdict = verifier.idToken(signed(idClaims()), NONCE, List.of(KEY));

    assertThat(verdict)
        .isEqualTo(
            new Verdict.Good(
                new Assertion(
                    ISSUER,
                    "0-1-2",
                    Optional.of(new UserName("ada")),
                    Optional.of(Role.USER),
                    NOW.minusSeconds(100))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spoilt")
  void idToken_spoilt_isNotBelieved(String what, Consumer<JwtClaims> spoil) throws Exception {
    JwtClaims claims = idClaims();
    spoil.accept(claims);

    assertThat(verifier.idToken(signed(claims), NONCE, List.of(KEY)))
        .as(what)
        .isInstanceOf(Verdict.Bad.class);
  }

  static Stream<Arguments> spoilt() {
    return Stream.of(
        of("expired", c -> c.setExpirationTime(at(-31))),
        of("without expiry", c -> c.unsetClaim("exp")),
        of("not yet valid", c -> c.setNotBefore(at(31))),
        of("issued in the future", c -> c.setIssuedAt(at(31))),
        of("issued long ago", c -> c.setIssuedAt(at(-3600))),
        of("without time of issue", c -> c.unsetClaim("iat")),
        of("of another issuer", c -> c.setIssuer(ISSUER + "/")),
        of("without issuer", c -> c.unsetClaim("iss")),
        of("for somebody else", c -> c.setAudience("others")),
        of("for nobody", c -> c.unsetClaim("aud")),
        of("for several, of no party", c -> c.setAudience("mosaic", "others")),
        of("of another party", c -> c.setClaim("azp", "others")),
        of("without subject", c -> c.unsetClaim("sub")),
        of("with an empty subject", c -> c.setSubject("")),
        of("with a subject too long", c -> c.setSubject("s".repeat(256))),
        of("with a subject of two lines", c -> c.setSubject("a\nb")),
        of("with another nonce", c -> c.setClaim("nonce", "m".repeat(43))),
        of("without nonce", c -> c.unsetClaim("nonce")),
        of("with a nonce that is no text", c -> c.setClaim("nonce", 1)),
        of("with an expiry that is no number", c -> c.setClaim("exp", "later")));
  }

  @Test
  void idToken_justExpired_isWithinTheSkew() throws Exception {
    JwtClaims claims = idClaims();
    claims.setExpirationTime(at(-29));

    assertThat(verifier.idToken(signed(claims), NONCE, List.of(KEY)))
        .isInstanceOf(Verdict.Good.class);
  }

  @Test
  void idToken_forSeveral_isBelievedWhenWeAreTheParty() throws Exception {
    JwtClaims claims = idClaims();
    claims.setAudience("mosaic", "others");
    claims.setClaim("azp", "mosaic");

    assertThat(verifier.idToken(signed(claims), NONCE, List.of(KEY)))
        .isInstanceOf(Verdict.Good.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "HS384", "HS512"})
  void token_withAMacOverThePublicKey_isNeverBelieved(String algorithm) throws Exception {
    JsonWebSignature signature = signature(idClaims());
    signature.setAlgorithmHeaderValue(algorithm);
    signature.setKey(new HmacKey(KEY.getRsaPublicKey().getEncoded()));
    signature.setDoKeyValidation(false);
    String token = signature.getCompactSerialization();

    assertThat(verifier.idToken(token, NONCE, List.of(KEY))).isNotInstanceOf(Verdict.Good.class);
    // Even where a key set offers the MAC's key.
    JsonWebKey secret = JsonWebKey.Factory.newJwk(new HmacKey(KEY.getRsaPublicKey().getEncoded()));
    secret.setKeyId("one");
    assertThat(verifier.idToken(token, NONCE, List.of(secret))).isNotInstanceOf(Verdict.Good.class);
  }

  @Test
  void token_withoutSignature_isNeverBelieved() throws Exception {
    JsonWebSignature none = signature(idClaims());
    none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    none.setKey(null);
    String[] parts = signed(idClaims()).split("\\.", -1);

    for (String token :
        List.of(
            none.getCompactSerialization(),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1],
            "",
            "..",
            "a.b.c")) {
      assertThat(verifier.idToken(token, NONCE, List.of(KEY)))
          .as(token)
          .isNotInstanceOf(Verdict.Good.class);
    }
  }

  @Test
  void token_signedWithAnotherKeyOfTheSameId_isNotBelieved() throws Exception {
    assertThat(verifier.idToken(signed(idClaims()), NONCE, List.of(OTHER)))
        .isInstanceOf(Verdict.Bad.class);
  }

  @Test
  void token_signedWithAKeyNotAmongThese_isOfAnUnknownKey() throws Exception {
    assertThat(verifier.idToken(signed(idClaims()), NONCE, List.of(key("two"))))
        .isInstanceOf(Verdict.UnknownKey.class);
  }

  @Test
  void accessToken_forOurAudience_isBelievedAndAnIdTokenIsNot() throws Exception {
    JwtClaims claims = idClaims();
    claims.setAudience("account", "mosaic-api");
    claims.setClaim("azp", "agents");
    claims.unsetClaim("nonce");

    assertThat(verifier.accessToken(signed(claims), "mosaic-api", List.of(KEY)))
        .isInstanceOf(Verdict.Good.class);
    assertThat(verifier.accessToken(signed(idClaims()), "mosaic-api", List.of(KEY)))
        .isInstanceOf(Verdict.Bad.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 86_400, Long.MAX_VALUE / 2})
  void accessToken_issuedInTheFuture_isNotBelieved(long seconds) throws Exception {
    JwtClaims claims = idClaims();
    claims.setAudience("mosaic-api");
    claims.setIssuedAt(at(seconds));
    claims.setExpirationTime(at(seconds + 300));

    assertThat(verifier.accessToken(signed(claims), "mosaic-api", List.of(KEY)))
        .isInstanceOf(Verdict.Bad.class);
  }

  @Test
  void accessToken_issuedLongAgo_isBelievedUntilItExpires() throws Exception {
    JwtClaims claims = idClaims();
    claims.setAudience("mosaic-api");
    claims.setIssuedAt(at(-30 * 86_400));

    assertThat(verifier.accessToken(signed(claims), "mosaic-api", List.of(KEY)))
        .isInstanceOf(Verdict.Good.class);
  }

  @Test
  void mapping_highestRoleNamedBySettings_orNone() {
    ClaimMapping nested =
        new ClaimMapping(
            "preferred_username",
            "realm_access.roles",
            Set.of("staff", "guests"),
            Set.of("ops"),
            Set.of("root"));

    assertThat(nested.role(roles("guests"))).contains(Role.USER);
    assertThat(nested.role(roles("ops", "staff"))).contains(Role.OPERATOR);
    assertThat(nested.role(roles("staff", "root"))).contains(Role.ADMIN);
    for (Map<String, Object> none :
        List.of(
            roles("admin", "Root", "operator", "*"),
            roles(),
            Map.<String, Object>of(),
            Map.<String, Object>of("realm_access", "root"),
            Map.<String, Object>of("roles", List.of("root")))) {
      assertThat(nested.role(none)).as(none.toString()).isEmpty();
    }
    assertThat(nested.role(Map.of("realm_access.roles", "ops"))).contains(Role.OPERATOR);
    assertThat(everybody().role(Map.of())).contains(Role.USER);
  }

  @Test
  void mapping_nameOfTheClaim_isThatBeforeTheAtSign() {
    ClaimMapping mapping = everybody();

    assertThat(mapping.name(Map.of("preferred_username", "Ada.L@Example.com")))
        .contains(new UserName("ada.l"));
    for (Object bad : List.of("", "-", "@example.com", "a b", "\u0430da", 17, List.of())) {
      assertThat(mapping.name(Map.of("preferred_username", bad))).as(bad.toString()).isEmpty();
    }
    assertThat(mapping.name(Map.of())).isEmpty();
  }

  private static Map<String, Object> roles(String... roles) {
    return Map.of("realm_access", Map.of("roles", List.of(roles)));
  }

  private static ClaimMapping everybody() {
    return new ClaimMapping("preferred_username", "roles", Set.of("*"), Set.of(), Set.of());
  }

  private static JwtClaims idClaims() {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setSubject("0-1-2");
    claims.setAudience("mosaic");
    claims.setIssuedAt(at(-100));
    claims.setExpirationTime(at(200));
    claims.setClaim("nonce", NONCE);
    claims.setClaim("preferred_username", "ada");
    return claims;
  }

  private static String signed(JwtClaims claims) throws JoseException {
    JsonWebSignature signature = signature(claims);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setKey(KEY.getPrivateKey());
    return signature.getCompactSerialization();
  }

  private static JsonWebSignature signature(JwtClaims claims) {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKeyIdHeaderValue("one");
    return signature;
  }

  private static NumericDate at(long seconds) {
    return NumericDate.fromSeconds(NOW.getEpochSecond() + seconds);
  }

  private static Arguments of(String what, Consumer<JwtClaims> spoil) {
    return Arguments.of(what, spoil);
  }

  private static RsaJsonWebKey key(String id) {
    try {
      RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
