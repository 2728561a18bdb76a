/** The audit log in PostgreSQL. */
@NullMarked
package mosaic.gateway.audit.store;

import org.jspecify.annotations.NullMarked;
