package mosaic.gateway.query;

import java.util.UUID;
import mosaic.gateway.wire.TraceParent;

/**
 * What every query says besides what it is about.
 *
 * @param user the calling user, as whom everything is read
 * @param sources which sources are asked
 * @param trace the trace it belongs to
 */
public record Question(UUID user, Sources sources, TraceParent trace) {}
