package mosaic.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import mosaic.cli.profile.Profile;
import mosaic.cli.profile.ProfileStore;
import mosaic.cli.profile.Secret;
import mosaic.cli.terminal.Terminal;

/** Runs commands in this process with their own streams and profile directory. */
public final class CommandLineRun {
  public static final String TOKEN = "mosaic_pat_" + "t".repeat(43);

  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private int columns = 160;

  /** What a command left behind. */
  public record Result(int status, String output, String errors) {}

  public CommandLineRun(Path profileDirectory) {
    environment.put("MOSAIC_PROFILE_DIR", profileDirectory.toString());
  }

  public CommandLineRun input(String text) {
    input = text;
    return this;
  }

  public CommandLineRun columns(int number) {
    columns = number;
    return this;
  }

  /** Leaves the profile of a sign-in. */
  public CommandLineRun signedIn(String url, TestAuthority authority)
      throws IOException, CertificateException {
    Profile profile =
        new Profile(
            GatewayUrl.parse(url),
            RootCertificate.ofPem(authority.rootPem()),
            "alice",
            new Secret(TOKEN),
            "0198c0de-0000-7000-8000-0000000000aa",
            "2026-12-24T00:00:00.000000Z");
    ProfileStore.ofEnvironment(environment, Path.of("/nonexistent")).save("default", profile);
    return this;
  }

  public Result run(String... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(output, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            columns,
            false,
            false);
    int status = Mosaic.run(new Invocation(terminal, environment, Clock.systemUTC()), arguments);
    return new Result(
        status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }
}
