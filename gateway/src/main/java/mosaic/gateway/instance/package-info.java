/** Configuration, start-up checks and the process itself. */
@NullMarked
package mosaic.gateway.instance;

import org.jspecify.annotations.NullMarked;
