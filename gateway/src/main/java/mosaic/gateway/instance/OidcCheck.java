package mosaic.gateway.instance;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.instance.StartRefused.StartProblem;

/** Says what is wrong with the settings of the OpenID provider, before anything starts. */
final class OidcCheck {
  private static final String EVERYBODY = "*";

  private OidcCheck() {}

  static void check(OidcConfig oidc, List<StartProblem> problems) {
    if (oidc.issuer().isEmpty()) {
      if (oidc.clientId().isPresent()) {
        add(problems, "issuer", "is missing, though oidc.client_id is set", "set it, or neither");
      }
      return;
    }
    if (!isSafeIssuer(oidc.issuer().get())) {
      add(
          problems,
          "issuer",
          "is no https URL without query and fragment",
          "write it as the provider does; http is for loopback only");
    }
    if (oidc.clientId().isEmpty()) {
      add(problems, "client_id", "is missing", "register this gateway at the provider");
    }
    if (oidc.audience().isPresent() && oidc.audience().equals(oidc.clientId())) {
      add(
          problems,
          "audience",
          "is the client id, so that ID tokens would pass for access tokens",
          "let the provider put another audience into access tokens");
    }
    if (oidc.ca().isPresent() && !Files.isReadable(oidc.ca().get())) {
      // Its name is not repeated: it has not proved to be one.
      add(problems, "ca", "the file that it names cannot be read", "check path and rights");
    }
    if (!List.of(oidc.scope().split(" ")).contains("openid")) {
      add(problems, "scope", "has no openid in it", "begin it with openid");
    }
    if (has(oidc.operatorRoles(), EVERYBODY) || has(oidc.adminRoles(), EVERYBODY)) {
      add(problems, "user_roles", "alone takes *", "name the roles that govern one by one");
    }
    if (oidc.userRoles().isEmpty()
        && oidc.operatorRoles().isEmpty()
        && oidc.adminRoles().isEmpty()) {
      add(
          problems,
          "user_roles",
          "is missing, and so are the others: nobody could sign in",
          "set oidc.user_roles, to * for everybody");
    }
  }

  private static boolean isSafeIssuer(String text) {
    try {
      URI issuer = new URI(text);
      return SafeUrl.isSafe(issuer) && issuer.getRawQuery() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static boolean has(Optional<List<String>> roles, String role) {
    return roles.isPresent() && roles.get().contains(role);
  }

  private static void add(List<StartProblem> problems, String key, String what, String remedy) {
    problems.add(new StartProblem("setting oidc." + key + ": " + what, remedy));
  }
}
