/** Grants: who on the other side may read what of whom, here. */
@NullMarked
package mosaic.gateway.grant;

import org.jspecify.annotations.NullMarked;
