package mosaic.cli.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import mosaic.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exchanges a sign-in code or a password for a token and keeps it in the profile. */
@Command(
    name = "login",
    description = {
      "Sign in to a gateway with a password, with a sign-in code, which works once, or with the"
          + " identity provider of the gateway, in your browser.",
      "The token that comes back is kept in the profile, readable by you only. Nothing is sent"
          + " before the gateway has shown a certificate under the CA root that you name; a later"
          + " login to the same gateway may leave the root out."
    },
    footer = {
      "",
      "Examples:",
      "  mosaic login https://work.example:8443 --user alice --ca ca-root.pem",
      "  mosaic login https://work.example:8443 --user admin --code-file initial-admin-code \\",
      "      --ca-fingerprint sha256:5d41402abc4b2a76b9719d911017c592...",
      "  mosaic login https://work.example:8443 --oidc"
    })
public final class LoginCommand extends Action {
  /** What a gateway prints as a sign-in code: 43 characters of base64url. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final Path STANDARD_INPUT = Path.of("-");

  private final Invocation invocation;

  @Parameters(paramLabel = "URL", description = "The gateway's user API, such as https://host:8443")
  private String url = "";

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Who signs in; with --oidc the identity provider says so.")
  private @Nullable String user;

  @ArgGroup private @Nullable Proof proof;

  @ArgGroup private @Nullable TrustOption trust;

  @Option(
      names = "--valid-days",
      paramLabel = "N",
      description = "How long the token is valid, 1 to 365 days (default: 90).")
  private @Nullable Integer validDays;

  static final class Proof {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description =
            "Read the password from a file, or from standard input with -. Default: ask for the"
                + " password or the sign-in code, without echo.")
    @Nullable Path password;

    @Option(
        names = "--code-file",
        paramLabel = "FILE",
        description = "Read the sign-in code from a file.")
    @Nullable Path code;

    @Option(names = "--code-stdin", description = "Read the sign-in code from standard input.")
    boolean codeFromInput;

    @Option(
        names = "--oidc",
        description =
            "Sign in with the gateway's OpenID provider: prints an address, and opens it where there"
                + " is a browser on this machine.")
    boolean provider;
  }

  public LoginCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    GatewayUrl gatewayUrl = GatewayUrl.parse(url);
    boolean byProvider = proof != null && proof.provider;
    if (byProvider == (user != null)) {
      throw CommandFailure.usage(
          "usage",
          "The command was not understood",
          byProvider ? "--user goes not together with --oidc" : "Missing option: '--user=NAME'",
          "mosaic login --help");
    }
    RootCertificate root = TrustOption.root(trust, gatewayUrl, invocation);
    ObjectNode request = Json.object();
    if (user != null) {
      prove(request.put("user", user), user);
    }
    request.put("token_name", SignedIn.tokenName(invocation));
    if (validDays != null) {
      request.put("valid_days", validDays);
    }
    ObjectNode answer;
    try (Gateway gateway = new Gateway(gatewayUrl, root, Optional.empty(), invocation.timeout())) {
      if (byProvider) {
        new ProviderSignIn(invocation).run(gateway, request);
      }
      answer =
          gateway.post(byProvider ? ApiPath.of("login", "provider") : ApiPath.of("login"), request);
    }
    SignedIn.keep(invocation, gatewayUrl, root, answer);
  }

  private void prove(ObjectNode request, String name) throws IOException {
    SecretInput input = new SecretInput(invocation);
    if (proof == null) {
      String typed = input.read(null, "password or sign-in code of " + name, "--password-file");
      boolean isCode = CODE.matcher(typed.strip()).matches();
      request.put(isCode ? "code" : "password", isCode ? typed.strip() : typed);
    } else if (proof.password != null) {
      request.put("password", input.read(proof.password, "password of " + name, "--password-file"));
    } else {
      Path file = proof.codeFromInput ? STANDARD_INPUT : proof.code;
      request.put("code", input.read(file, "sign-in code of " + name, "--code-file").strip());
    }
  }
}
