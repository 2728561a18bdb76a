package mosaic.harness;

/** A user of one gateway who signed in there. */
public record Person(String id, String name, UserApi api) {}
