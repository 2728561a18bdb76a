/** This instance's certificate authority and its server certificate. */
@NullMarked
package mosaic.gateway.pki;

import org.jspecify.annotations.NullMarked;
