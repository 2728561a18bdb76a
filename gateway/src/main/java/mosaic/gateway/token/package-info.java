/** PKCS#11 tokens: keys that are made in one and never leave it. */
@NullMarked
package mosaic.gateway.token;

import org.jspecify.annotations.NullMarked;
