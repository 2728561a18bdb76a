/** The SQL of embeddings. */
@NullMarked
package mosaic.gateway.memory.store;

import org.jspecify.annotations.NullMarked;
