/** JSON as trees, read strictly and printed so that it is safe on a terminal. */
@NullMarked
package mosaic.cli.json;

import org.jspecify.annotations.NullMarked;
