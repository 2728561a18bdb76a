/** Texts into vectors: the port, an embedder that needs nothing, and one that asks a server. */
@NullMarked
package mosaic.gateway.embedding;

import org.jspecify.annotations.NullMarked;
