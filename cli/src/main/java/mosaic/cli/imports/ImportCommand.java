package mosaic.cli.imports;

import mosaic.cli.Group;
import picocli.CommandLine.Command;

/** Brings existing data in. */
@Command(
    name = "import",
    description = "Bring existing data in.",
    footer = {"", "Example:", "  mosaic import markdown ~/notes --dry-run"})
public final class ImportCommand extends Group {}
