package mosaic.cli.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.TextSource;
import mosaic.cli.Times;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Fingerprint;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import mosaic.cli.gateway.RootProbe;
import mosaic.cli.json.Json;
import mosaic.cli.profile.Profile;
import mosaic.cli.profile.Secret;
import mosaic.cli.terminal.Fields;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exchanges a sign-in code for a token and keeps it in the profile. */
@Command(
    name = "login",
    description = {
      "Sign in to a gateway with a sign-in code, which works once.",
      "The token that comes back is kept in the profile, readable by you only. Nothing is sent"
          + " before the gateway has shown a certificate under the CA root that you name; a later"
          + " login to the same gateway may leave the root out."
    },
    footer = {
      "",
      "Examples:",
      "  mosaic login https://work.example:8443 --user alice --ca ca-root.pem",
      "  mosaic login https://work.example:8443 --user admin --code-file initial-admin-code \\",
      "      --ca-fingerprint sha256:5d41402abc4b2a76b9719d911017c592..."
    })
public final class LoginCommand extends Action {
  private static final int LONGEST_CODE = 4096;

  private final Invocation invocation;

  @Parameters(paramLabel = "URL", description = "The gateway's user API, such as https://host:8443")
  private String url = "";

  @Option(names = "--user", required = true, paramLabel = "NAME", description = "Who signs in.")
  private String user = "";

  @ArgGroup private @Nullable CodeSource code;

  @ArgGroup private @Nullable Trust trust;

  @Option(
      names = "--valid-days",
      paramLabel = "N",
      description = "How long the token is valid, 1 to 365 days (default: 90).")
  private @Nullable Integer validDays;

  static final class CodeSource {
    @Option(
        names = "--code-file",
        paramLabel = "FILE",
        description = "Read the sign-in code from a file.")
    @Nullable Path file;

    @Option(
        names = "--code-stdin",
        description = "Read the sign-in code from standard input. Default: ask, without echo.")
    boolean stdin;
  }

  static final class Trust {
    @Option(
        names = "--ca",
        paramLabel = "FILE",
        description = "The gateway's CA root (PEM), the only one that is trusted.")
    @Nullable Path file;

    @Option(
        names = "--ca-fingerprint",
        paramLabel = "sha256:HEX",
        description = "The SHA-256 of that root; the gateway shows the root itself.")
    @Nullable String fingerprint;
  }

  public LoginCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    GatewayUrl gatewayUrl = GatewayUrl.parse(url);
    RootCertificate root = root(gatewayUrl);
    String signInCode = code();
    ObjectNode request =
        Json.object()
            .put("user", user)
            .put("code", signInCode)
            .put("token_name", "command line, profile " + invocation.profileName());
    if (validDays != null) {
      request.put("valid_days", validDays);
    }
    ObjectNode answer;
    try (Gateway gateway = new Gateway(gatewayUrl, root, Optional.empty(), invocation.timeout())) {
      answer = gateway.post(ApiPath.of("login"), request);
    }
    Profile profile =
        new Profile(
            gatewayUrl,
            root,
            user,
            new Secret(Json.text(answer, "token")),
            Json.text(answer, "token_id"),
            Json.text(answer, "expires_at"));
    invocation.profiles().save(invocation.profileName(), profile);
    show(profile, answer);
  }

  private RootCertificate root(GatewayUrl gatewayUrl) throws IOException {
    if (trust != null && trust.fingerprint != null) {
      return RootProbe.fetch(
          gatewayUrl, Fingerprint.parse(trust.fingerprint), invocation.timeout());
    }
    if (trust != null && trust.file != null) {
      try {
        return RootCertificate.ofPem(TextSource.text(trust.file));
      } catch (CertificateException malformed) {
        throw CommandFailure.usage(
            "ca-file-malformed",
            "The CA root cannot be read",
            trust.file + ": " + malformed.getMessage(),
            "give the file ca-root.pem from the data directory of that gateway");
      }
    }
    return invocation
        .profiles()
        .find(invocation.profileName())
        .filter(profile -> profile.gateway().equals(gatewayUrl))
        .map(Profile::root)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "ca-missing",
                    "It is not known which CA root to trust",
                    "this is the first login to " + gatewayUrl + " in this profile",
                    "add --ca FILE or --ca-fingerprint sha256:HEX"));
  }

  private String code() throws IOException {
    String signInCode;
    if (code != null && code.file != null) {
      signInCode = TextSource.text(code.file).strip();
    } else if (code != null && code.stdin) {
      signInCode = TextSource.standardInput(invocation, LONGEST_CODE).strip();
    } else {
      signInCode =
          invocation
              .terminal()
              .askWithoutEcho("Sign-in code of " + user + ": ")
              .orElseThrow(
                  () ->
                      CommandFailure.usage(
                          "code-missing",
                          "There is no sign-in code",
                          "nobody can be asked, as this is not a terminal",
                          "add --code-file FILE or --code-stdin"))
              .strip();
    }
    if (signInCode.isEmpty()) {
      throw CommandFailure.usage("code-missing", "There is no sign-in code", "it is empty", "");
    }
    return signInCode;
  }

  private void show(Profile profile, ObjectNode answer) {
    String role = Json.text(answer.path("user"), "role");
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
        () -> {
          List<String> lines =
              new Fields()
                  .add("signed in", profile.user() + (role.isEmpty() ? "" : " (" + role + ")"))
                  .add("gateway", profile.gateway().toString())
                  .add("trusted root", profile.root().fingerprint().toString())
                  .add("until", Times.toTheMinute(profile.tokenExpiresAt()))
                  .add("profile", invocation.profileName())
                  .lines();
          return lines;
        });
  }
}
