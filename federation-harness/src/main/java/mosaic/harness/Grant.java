package mosaic.harness;

/** A grant as its admin received it. */
public record Grant(String id, EnrolmentUrl url) {}
