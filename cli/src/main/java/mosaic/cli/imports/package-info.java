/** Bringing existing data in: what every import shares; the formats have packages of their own. */
@NullMarked
package mosaic.cli.imports;

import org.jspecify.annotations.NullMarked;
