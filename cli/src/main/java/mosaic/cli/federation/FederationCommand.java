package mosaic.cli.federation;

import mosaic.cli.Group;
import picocli.CommandLine.Command;

/** Grants and peers. */
@Command(
    name = "federation",
    description = "Grants that this gateway gives, and peers that it reads from.",
    footer = {"", "Example:", "  mosaic federation peer list"})
public final class FederationCommand extends Group {

  /** The serving side. */
  @Command(
      name = "grant",
      description = "Who may read whose data here, from which gateway.",
      footer = {"", "Example:", "  mosaic federation grant list"})
  public static final class GrantGroup extends Group {}

  /** The asking side. */
  @Command(
      name = "peer",
      description = "The gateways that this one reads from.",
      footer = {"", "Example:", "  mosaic federation peer list"})
  public static final class PeerGroup extends Group {}
}
