package mosaic.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;
import mosaic.cli.profile.Profile;
import mosaic.cli.profile.ProfileStore;
import mosaic.cli.terminal.Browser;
import mosaic.cli.terminal.Terminal;

/** What a command has to work with: the streams, the clock, the options, the signed-in gateway. */
public final class Invocation {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Clock clock;
  private final GlobalOptions options = new GlobalOptions();

  public Invocation(Terminal terminal, Map<String, String> environment, Clock clock) {
    this.terminal = terminal;
    this.environment = environment;
    this.clock = clock;
  }

  GlobalOptions options() {
    return options;
  }

  public Terminal terminal() {
    return terminal;
  }

  public Clock clock() {
    return clock;
  }

  public Duration timeout() {
    return options.timeout;
  }

  public String profileName() {
    String chosen = options.profile == null ? environment.get("MOSAIC_PROFILE") : options.profile;
    return chosen == null || chosen.isEmpty() ? "default" : chosen;
  }

  public boolean wantsJson() {
    return options.output == GlobalOptions.Output.json;
  }

  /** The answer to a question that must not be answered by accident. */
  public void confirm(boolean alreadySaid, String question) {
    if (alreadySaid) {
      return;
    }
    Optional<String> answer = terminal.ask(question + " [y/N] ");
    if (answer.isEmpty()) {
      throw CommandFailure.usage(
          "confirmation-needed", "This needs a confirmation", "", "repeat it with --yes");
    }
    if (!answer.get().strip().equalsIgnoreCase("y")) {
      throw CommandFailure.usage("not-confirmed", "Nothing was changed", "", "");
    }
  }

  boolean debugs() {
    return "1".equals(environment.get("MOSAIC_DEBUG"));
  }

  public ProfileStore profiles() {
    return ProfileStore.ofEnvironment(
        environment,
        Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "."))));
  }

  /** The profile that was chosen, or the end of the command. */
  public Profile profile() throws IOException {
    Optional<Profile> profile = profiles().find(profileName());
    return profile.orElseThrow(
        () ->
            new CommandFailure(
                ExitCode.NOT_ALLOWED,
                Problem.local(
                    "not-signed-in",
                    "Not signed in",
                    "there is no profile '" + profileName() + "'",
                    "mosaic login URL --user NAME --ca ca-root.pem")));
  }

  /** Opens a page in the person's browser, where there is one. */
  public void browse(URI url) {
    Browser.open(url, environment);
  }

  /** The gateway of the profile, with its token. */
  public Gateway gateway() throws IOException {
    Profile profile = profile();
    return new Gateway(
        profile.gateway(), profile.root(), Optional.of(profile.token()), options.timeout);
  }

  /** Writes a result: the document as it came, or the lines made of it. */
  public void show(JsonNode document, Supplier<List<String>> lines) {
    if (wantsJson()) {
      terminal.output().println(Json.pretty(document));
    } else {
      terminal.print(lines.get());
    }
  }
}
