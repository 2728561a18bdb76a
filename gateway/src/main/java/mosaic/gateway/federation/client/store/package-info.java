/** The SQL of peers. */
@NullMarked
package mosaic.gateway.federation.client.store;

import org.jspecify.annotations.NullMarked;
