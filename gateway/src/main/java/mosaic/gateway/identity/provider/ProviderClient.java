package mosaic.gateway.identity.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the provider, and the calls to it. Its endpoints and keys are kept for an hour
 * and asked for anew when a token names a key that is not among them, but not more often than every
 * few seconds, whatever is sent to us. Methods that ask may wait and must not run on an event loop.
 */
final class ProviderClient {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

  private final String issuer;
  private final String clientId;
  private final Optional<String> clientSecret;
  private final ProviderHttp http;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known known;
  private Instant lastAsked = Instant.MIN;

  ProviderClient(
      String issuer,
      String clientId,
      Optional<String> clientSecret,
      ProviderHttp http,
      Clock clock) {
    this.issuer = issuer;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.http = http;
    this.clock = clock;
  }

  /** The provider as it was not long ago. */
  record Known(ProviderMetadata metadata, List<JsonWebKey> keys, Instant since) {}

  /** What became of an authorization code. */
  sealed interface Redemption {
    /** The provider gave an ID token for it. */
    record Redeemed(String idToken) implements Redemption {
      @Override
      public String toString() {
        return "Redeemed[redacted]";
      }
    }

    /** The provider does not take it: used, expired, or not of this verifier or address. */
    record Refused() implements Redemption {}
  }

  /** What is known and still fresh, without asking. */
  Optional<Known> fresh() {
    Known now = known;
    return now != null && isWithin(FRESH, now.since()) ? Optional.of(now) : Optional.empty();
  }

  /** Not so from a moment that is yet to come either, for the clock was set back then. */
  private boolean isWithin(Duration span, Instant since) {
    Instant now = clock.instant();
    return !now.isBefore(since) && now.isBefore(since.plus(span));
  }

  /**
   * What is known, asked for when it is not fresh. May wait.
   *
   * @throws ProviderFailure when the provider cannot be asked
   */
  Known current() {
    return fresh().orElseGet(() -> newerThan(null));
  }

  /**
   * What is known after something older did not suffice. May wait.
   *
   * @return the same when it was asked for only just now
   * @throws ProviderFailure when the provider cannot be asked
   */
  Known newerThan(@Nullable Known old) {
    asking.lock();
    try {
      Optional<Known> now = fresh();
      boolean justAsked = isWithin(BETWEEN_QUESTIONS, lastAsked);
      boolean newer = now.isPresent() && (old == null || now.get().since().isAfter(old.since()));
      if (newer || (now.isPresent() && justAsked)) {
        return now.orElseThrow();
      }
      if (justAsked) {
        throw new ProviderFailure("the provider did not answer a moment ago");
      }
      try {
        Known asked = ask();
        known = asked;
        return asked;
      } finally {
        // Only now: who waited meanwhile for a provider that hangs need not do so once more each.
        lastAsked = clock.instant();
      }
    } finally {
      asking.unlock();
    }
  }

  /** Redeems an authorization code (Core 3.1.3, RFC 7636). May wait. */
  Redemption redeem(String code, String verifier, String redirectUri) {
    ProviderMetadata metadata = current().metadata();
    Map<String, String> form =
        new TreeMap<>(
            Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "code_verifier", verifier,
                "redirect_uri", redirectUri));
    Optional<String> header = Optional.empty();
    if (clientSecret.isPresent() && !metadata.postsSecret()) {
      header = Optional.of(basic(clientId, clientSecret.get()));
    } else {
      form.put("client_id", clientId);
      clientSecret.ifPresent(secret -> form.put("client_secret", secret));
    }
    ProviderHttp.Answer answer = http.post(metadata.tokenEndpoint(), encoded(form), header);
    JsonNode idToken = answer.json().path("id_token");
    if (answer.status() == 200 && idToken.isTextual()) {
      return new Redemption.Redeemed(idToken.textValue());
    }
    if (answer.status() == 400 && answer.json().path("error").asText().equals("invalid_grant")) {
      return new Redemption.Refused();
    }
    throw new ProviderFailure(
        "the token endpoint answered with status %d%s"
            .formatted(
                answer.status(),
                answer.json().path("error").asText().equals("invalid_client")
                        || answer.json().path("error").asText().equals("unauthorized_client")
                    ? ": check oidc.client_id and oidc.client_secret"
                    : ""));
  }

  private Known ask() {
    ProviderMetadata metadata =
        ProviderMetadata.parse(document(ProviderMetadata.location(issuer)), issuer);
    JsonNode keys = document(metadata.keys());
    try {
      List<JsonWebKey> usable =
          new JsonWebKeySet(keys.toString())
              .getJsonWebKeys().stream().filter(PublicJsonWebKey.class::isInstance).toList();
      return new Known(metadata, usable, clock.instant());
    } catch (JoseException | ClassCastException malformed) {
      throw new ProviderFailure("the provider's key set cannot be read", malformed);
    }
  }

  private JsonNode document(URI url) {
    ProviderHttp.Answer answer = http.get(url);
    if (answer.status() != 200) {
      throw new ProviderFailure(
          url.getHost() + url.getPath() + " answered with status " + answer.status());
    }
    return answer.json();
  }

  /** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
  private static String basic(String id, String secret) {
    String pair = encode(id) + ":" + encode(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
