/** Grants that this gateway gives, and peers that it reads from. */
@NullMarked
package mosaic.cli.federation;

import org.jspecify.annotations.NullMarked;
