package mosaic.cli.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Group;
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

/** One's own password. */
@Command(
    name = "password",
    description = "Your password on a gateway.",
    footer = {"", "Example:", "  mosaic password change"})
public final class PasswordCommand extends Group {

  /** What setting and changing have in common: who, where, and the new password. */
  abstract static class NewPassword extends Action {
    static final Path STANDARD_INPUT = Path.of("-");

    private final Invocation invocation;

    @Parameters(
        arity = "0..1",
        paramLabel = "URL",
        description = "The gateway's user API (default: that of the profile).")
    private @Nullable String url;

    @Option(
        names = "--user",
        paramLabel = "NAME",
        description = "Whose password (default: that of the user of the profile).")
    private @Nullable String user;

    @Option(
        names = "--new-password-file",
        paramLabel = "FILE",
        description =
            "Read the new password from a file, or from standard input with -. Default: ask twice,"
                + " without echo.")
    private @Nullable Path newPassword;

    @ArgGroup private @Nullable TrustOption trust;

    NewPassword(Invocation invocation) {
      this.invocation = invocation;
    }

    /** Adds what proves who is asking. */
    abstract void prove(ObjectNode request, SecretInput input, String user) throws IOException;

    /** Where else the new password must not come from. */
    abstract boolean readsStandardInput();

    @Override
    protected void run() throws IOException {
      if (STANDARD_INPUT.equals(newPassword) && readsStandardInput()) {
        throw CommandFailure.usage(
            "usage",
            "The command was not understood",
            "two secrets cannot both be read from standard input",
            "read one of them from a file");
      }
      GatewayUrl gatewayUrl = url == null ? invocation.profile().gateway() : GatewayUrl.parse(url);
      String name = user == null ? invocation.profile().user() : user;
      RootCertificate root = TrustOption.root(trust, gatewayUrl, invocation);
      SecretInput input = new SecretInput(invocation);
      ObjectNode request = Json.object().put("user", name);
      prove(request, input, name);
      request.put(
          "new_password",
          input.readNew(newPassword, "new password of " + name, "--new-password-file"));
      request.put("token_name", SignedIn.tokenName(invocation));
      ObjectNode answer;
      try (Gateway gateway =
          new Gateway(gatewayUrl, root, Optional.empty(), invocation.timeout())) {
        answer = gateway.post(ApiPath.of("password"), request);
      }
      SignedIn.keep(invocation, gatewayUrl, root, answer);
      if (!invocation.wantsJson()) {
        invocation.terminal().note("every earlier token of " + name + " has ended");
      }
    }
  }

  /** The first password, or one in place of a forgotten one. */
  @Command(
      name = "set",
      description = {
        "Set your password with a sign-in code: the first one, or one in place of a forgotten one.",
        "12 to 256 characters. Every earlier token of yours ends, and this profile gets a new one."
      },
      footer = {
        "",
        "Example:",
        "  mosaic password set https://work.example:8443 --user alice --ca ca-root.pem"
      })
  public static final class SetPassword extends NewPassword {
    @ArgGroup private @Nullable Code code;

    static final class Code {
      @Option(
          names = "--code-file",
          paramLabel = "FILE",
          description = "Read the sign-in code from a file. Default: ask, without echo.")
      @Nullable Path file;

      @Option(names = "--code-stdin", description = "Read the sign-in code from standard input.")
      boolean stdin;
    }

    public SetPassword(Invocation invocation) {
      super(invocation);
    }

    @Override
    boolean readsStandardInput() {
      return code != null && (code.stdin || STANDARD_INPUT.equals(code.file));
    }

    @Override
    void prove(ObjectNode request, SecretInput input, String user) throws IOException {
      Path file = code == null ? null : code.stdin ? STANDARD_INPUT : code.file;
      request.put("code", input.read(file, "sign-in code of " + user, "--code-file").strip());
    }
  }

  /** Another password, by the one that is. */
  @Command(
      name = "change",
      description = {
        "Change your password with the current one.",
        "12 to 256 characters. Every earlier token of yours ends, and this profile gets a new one."
      },
      footer = {"", "Example:", "  mosaic password change"})
  public static final class ChangePassword extends NewPassword {
    @Option(
        names = "--current-password-file",
        paramLabel = "FILE",
        description =
            "Read the current password from a file, or from standard input with -. Default: ask,"
                + " without echo.")
    private @Nullable Path current;

    public ChangePassword(Invocation invocation) {
      super(invocation);
    }

    @Override
    boolean readsStandardInput() {
      return STANDARD_INPUT.equals(current);
    }

    @Override
    void prove(ObjectNode request, SecretInput input, String user) throws IOException {
      request.put(
          "current_password",
          input.read(current, "current password of " + user, "--current-password-file"));
    }
  }
}
