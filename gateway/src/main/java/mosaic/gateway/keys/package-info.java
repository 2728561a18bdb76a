/**
 * The master key while the gateway runs: which line of it seals, re-sealing, and what depends on
 * which line (R-1301).
 */
@NullMarked
package mosaic.gateway.keys;

import org.jspecify.annotations.NullMarked;
