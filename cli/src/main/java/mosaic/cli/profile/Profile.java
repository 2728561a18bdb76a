package mosaic.cli.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.CertificateException;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import mosaic.cli.json.Json;

/** One sign-in: which gateway, what it is trusted by, who, and the token. */
public record Profile(
    GatewayUrl gateway,
    RootCertificate root,
    String user,
    Secret token,
    String tokenId,
    String tokenExpiresAt) {

  ObjectNode toJson() {
    return Json.object()
        .put("gateway", gateway.toString())
        .put("user", user)
        .put("ca_root", root.pem())
        .put("token", token.value())
        .put("token_id", tokenId)
        .put("token_expires_at", tokenExpiresAt);
  }

  static Profile ofJson(ObjectNode json) throws CertificateException {
    return new Profile(
        GatewayUrl.parse(Json.text(json, "gateway")),
        RootCertificate.ofPem(Json.text(json, "ca_root")),
        Json.text(json, "user"),
        new Secret(Json.text(json, "token")),
        Json.text(json, "token_id"),
        Json.text(json, "token_expires_at"));
  }
}
