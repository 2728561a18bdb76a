/** The lines of a gateway's master key, by their public ids. */
@NullMarked
package mosaic.cli.keys;

import org.jspecify.annotations.NullMarked;
