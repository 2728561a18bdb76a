package mosaic.cli.signin;

import java.io.IOException;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.profile.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Revokes the profile's token, then forgets the profile. */
@Command(
    name = "logout",
    description = "Revoke the token of the profile and remove the profile.",
    footer = {"", "Example:", "  mosaic logout --profile work"})
public final class LogoutCommand extends Action {
  private final Invocation invocation;

  @Option(
      names = "--local-only",
      description =
          "Remove the profile without asking the gateway; the token stays valid until it expires.")
  private boolean localOnly;

  public LogoutCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    Profile profile = invocation.profile();
    boolean revoked = !localOnly && revoke(profile);
    invocation.profiles().remove(invocation.profileName());
    invocation.show(
        Json.object().put("profile", invocation.profileName()).put("token_revoked", revoked),
        () ->
            List.of(
                "signed out of "
                    + profile.gateway()
                    + (revoked ? "; the token is revoked" : "; the token was not revoked")));
  }

  private boolean revoke(Profile profile) throws IOException {
    try (Gateway gateway = invocation.gateway()) {
      gateway.delete(ApiPath.of("tokens", profile.tokenId()));
      return true;
    } catch (CommandFailure refused) {
      // A token that the gateway no longer takes needs no revoking.
      if (refused.exitCode() == ExitCode.NOT_ALLOWED || refused.exitCode() == ExitCode.NOT_FOUND) {
        return false;
      }
      throw refused;
    }
  }
}
