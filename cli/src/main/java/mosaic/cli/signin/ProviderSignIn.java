package mosaic.cli.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;

/**
 * The authorization code flow of a native client (RFC 8252): the person signs in in their own
 * browser, which brings a code back to this machine's loopback. The gateway redeems the code; no
 * token of the provider ever gets here. State, nonce and PKCE verifier are 256 random bits each.
 */
final class ProviderSignIn {
  /** Time to sign in, with a second factor, and to find the phone for it. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int BYTES = 32;

  private final Invocation invocation;
  private final SecureRandom random = new SecureRandom();

  ProviderSignIn(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Adds what the gateway takes for a token to {@code request}. */
  void run(Gateway gateway, ObjectNode request) throws IOException {
    ObjectNode provider = gateway.get(ApiPath.of("login", "provider"));
    String issuer = Json.text(provider, "issuer");
    String state = secret();
    String nonce = secret();
    String verifier = secret();
    try (LoopbackReceiver receiver =
        new LoopbackReceiver(parameters -> code(parameters, state, issuer))) {
      URI url =
          authorizationRequest(
              Json.text(provider, "authorization_endpoint"),
              List.of(
                  Map.entry("response_type", "code"),
                  Map.entry("client_id", Json.text(provider, "client_id")),
                  Map.entry("scope", Json.text(provider, "scope")),
                  Map.entry("redirect_uri", receiver.redirectUri()),
                  Map.entry("state", state),
                  Map.entry("nonce", nonce),
                  Map.entry("code_challenge", challenge(verifier)),
                  Map.entry("code_challenge_method", "S256")));
      invocation.terminal().note("sign in in your browser:");
      invocation.terminal().note(url.toString());
      invocation.browse(url);
      request
          .put("code", receiver.await(PATIENCE))
          .put("code_verifier", verifier)
          .put("redirect_uri", receiver.redirectUri())
          .put("nonce", nonce);
    }
  }

  private static String code(Map<String, String> parameters, String state, String issuer) {
    if (!MessageDigest.isEqual(bytes(parameters.getOrDefault("state", "")), bytes(state))) {
      throw LoopbackReceiver.notSignedIn("the browser came back from another sign-in than this");
    }
    // RFC 9207: from the very provider that was asked, where it says so.
    if (!parameters.getOrDefault("iss", issuer).equals(issuer)) {
      throw LoopbackReceiver.notSignedIn("the browser came back from another identity provider");
    }
    String code = parameters.getOrDefault("code", "");
    if (code.isEmpty()) {
      throw LoopbackReceiver.notSignedIn(
          "the identity provider refused: " + parameters.getOrDefault("error", "no reason given"));
    }
    return code;
  }

  private static URI authorizationRequest(
      String endpoint, List<Map.Entry<String, String>> parameters) {
    String query =
        parameters.stream()
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    try {
      URI url = URI.create(endpoint + (endpoint.contains("?") ? "&" : "?") + query);
      // What is handed to a browser must not be something else that a desktop would run.
      if ("https".equals(url.getScheme()) || "http".equals(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException malformed) {
      // Said below.
    }
    throw CommandFailure.usage(
        "answer-not-understood",
        "The gateway's answer cannot be used",
        "the address of its identity provider is no web address",
        "tell the admin of the gateway");
  }

  private String secret() {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return base64Url(bits);
  }

  private static String challenge(String verifier) {
    try {
      return base64Url(MessageDigest.getInstance("SHA-256").digest(bytes(verifier)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
