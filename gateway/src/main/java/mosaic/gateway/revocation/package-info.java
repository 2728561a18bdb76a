/** Revocation lists and OCSP: making, keeping and serving them. */
@NullMarked
package mosaic.gateway.revocation;

import org.jspecify.annotations.NullMarked;
