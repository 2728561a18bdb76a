/** Revocation lists, and what the issuance record says of a serial number. */
@NullMarked
package mosaic.gateway.revocation.store;

import org.jspecify.annotations.NullMarked;
