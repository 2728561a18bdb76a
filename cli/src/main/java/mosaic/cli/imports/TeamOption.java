package mosaic.cli.imports;

import java.util.Optional;
import mosaic.cli.CommandFailure;
import mosaic.cli.Id;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The team of everything in an input that knows of none. */
public final class TeamOption {
  @Option(
      names = "--team",
      paramLabel = "NAME",
      description =
          "The team that they belong to, where they name none (default: personal). An admin's"
              + " import makes it when it is missing and adds the user.")
  private @Nullable String team;

  /** The name; null for none. */
  public @Nullable String checked() {
    Optional<String> refusal =
        team != null && Id.isOne(team)
            ? Optional.of("it is an id; an import needs the team's name")
            : ItemRules.team(team);
    refusal.ifPresent(
        reason -> {
          throw CommandFailure.usage(
              "usage", "The command was not understood", "--team: " + reason, "mosaic team list");
        });
    return team;
  }
}
