package mosaic.gateway.federation.server;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/**
 * What goes back to a peer.
 *
 * @param status HTTP status
 * @param mediaType of the body
 * @param body the bytes
 * @param retryAfterSeconds for 429 and 503
 */
record Answer(int status, String mediaType, Buffer body, OptionalLong retryAfterSeconds) {}
