package mosaic.cli.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import mosaic.cli.Invocation;
import mosaic.cli.Times;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import mosaic.cli.json.Json;
import mosaic.cli.profile.Profile;
import mosaic.cli.profile.Secret;
import mosaic.cli.terminal.Fields;

/** Keeps the token that a sign-in brought, and shows everything about it but its value. */
final class SignedIn {
  private SignedIn() {}

  static void keep(
      Invocation invocation, GatewayUrl gateway, RootCertificate root, ObjectNode answer)
      throws IOException {
    Profile profile =
        new Profile(
            gateway,
            root,
            Json.text(answer.path("user"), "name"),
            new Secret(Json.text(answer, "token")),
            Json.text(answer, "token_id"),
            Json.text(answer, "expires_at"));
    invocation.profiles().save(invocation.profileName(), profile);
    show(invocation, profile, Json.text(answer.path("user"), "role"));
  }

  /** What the gateway lists the token under. */
  static String tokenName(Invocation invocation) {
    return "command line, profile " + invocation.profileName();
  }

  private static void show(Invocation invocation, Profile profile, String role) {
    ObjectNode shown =
        Json.object()
            .put("profile", invocation.profileName())
            .put("gateway", profile.gateway().toString())
            .put("user", profile.user())
            .put("role", role)
            .put("ca_root", profile.root().fingerprint().toString())
            .put("token_id", profile.tokenId())
            .put("token_expires_at", profile.tokenExpiresAt());
    invocation.show(
        shown,
        () ->
            new Fields()
                .add("signed in", profile.user() + (role.isEmpty() ? "" : " (" + role + ")"))
                .add("gateway", profile.gateway().toString())
                .add("trusted root", profile.root().fingerprint().toString())
                .add("until", Times.toTheMinute(profile.tokenExpiresAt()))
                .add("profile", invocation.profileName())
                .lines());
  }
}
