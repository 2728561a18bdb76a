/** Search by meaning in memory rows: their embeddings, kept up to date, and what is nearest. */
@NullMarked
package mosaic.gateway.memory;

import org.jspecify.annotations.NullMarked;
