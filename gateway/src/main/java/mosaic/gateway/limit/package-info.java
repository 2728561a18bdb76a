/** How much anybody may ask for (R-1001). */
@NullMarked
package mosaic.gateway.limit;

import org.jspecify.annotations.NullMarked;
