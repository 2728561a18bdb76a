/** The CA and the issuance record in PostgreSQL. */
@NullMarked
package mosaic.gateway.pki.store;

import org.jspecify.annotations.NullMarked;
