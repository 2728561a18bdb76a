/** Looking at the lines of the master key, and re-sealing. */
@NullMarked
package mosaic.gateway.keys.web;

import org.jspecify.annotations.NullMarked;
