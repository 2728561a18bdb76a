/** Grants in PostgreSQL. */
@NullMarked
package mosaic.gateway.grant.store;

import org.jspecify.annotations.NullMarked;
