package mosaic.cli.markdown;

/** Something in the folder that is not imported, and why. */
record Skipped(String path, String reason) {}
