package mosaic.gateway.identity.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import mosaic.gateway.instance.SafeUrl;

/**
 * What the provider says of itself (OpenID Connect Discovery 1.0, 4).
 *
 * @param postsSecret whether a client's secret goes into the form and not into a header
 */
record ProviderMetadata(
    URI authorizationEndpoint, URI tokenEndpoint, URI keys, boolean postsSecret) {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  /** Where an issuer's document is. */
  static URI location(String issuer) {
    return URI.create(
        (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + WELL_KNOWN);
  }

  /**
   * Reads a document.
   *
   * @throws ProviderFailure when it is another issuer's, or names an address that is not safe
   */
  static ProviderMetadata parse(JsonNode document, String issuer) {
    if (!issuer.equals(document.path("issuer").textValue())) {
      throw new ProviderFailure("the discovery document names another issuer than oidc.issuer");
    }
    JsonNode methods = document.path("token_endpoint_auth_methods_supported");
    return new ProviderMetadata(
        url(document, "authorization_endpoint"),
        url(document, "token_endpoint"),
        url(document, "jwks_uri"),
        lists(methods, "client_secret_post") && !lists(methods, "client_secret_basic"));
  }

  private static URI url(JsonNode document, String key) {
    try {
      URI url = new URI(document.path(key).asText());
      if (SafeUrl.isSafe(url)) {
        return url;
      }
    } catch (URISyntaxException malformed) {
      // Said below.
    }
    throw new ProviderFailure("the discovery document has no safe " + key);
  }

  private static boolean lists(JsonNode array, String wanted) {
    for (JsonNode one : array) {
      if (wanted.equals(one.textValue())) {
        return true;
      }
    }
    return false;
  }
}
