/** The federation listener: what peers may read here, step by step. */
@NullMarked
package mosaic.gateway.federation.server;

import org.jspecify.annotations.NullMarked;
