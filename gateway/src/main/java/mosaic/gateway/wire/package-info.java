/** How values look in the JSON and in the paths of the APIs. */
@NullMarked
package mosaic.gateway.wire;

import org.jspecify.annotations.NullMarked;
