/** The SQL of the native rows. */
@NullMarked
package mosaic.gateway.resource.store;

import org.jspecify.annotations.NullMarked;
