package mosaic.cli.imports;

/**
 * Something that is not imported.
 *
 * @param reason for people; never holds a value of the input that could be a secret
 */
public record Skipped(Place place, String reason) {}
