/** {@code mosaic migrate tier}: moves an instance to tier {@code federated}. */
@NullMarked
package mosaic.gateway.migration;

import org.jspecify.annotations.NullMarked;
