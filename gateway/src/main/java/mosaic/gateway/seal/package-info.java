/** Sealing of secrets at rest under the instance master key. */
@NullMarked
package mosaic.gateway.seal;

import org.jspecify.annotations.NullMarked;
