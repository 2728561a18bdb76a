/** Which keys seal and have sealed, and the sealed values, in PostgreSQL. */
@NullMarked
package mosaic.gateway.keys.store;

import org.jspecify.annotations.NullMarked;
