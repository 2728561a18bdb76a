/** Users and teams. */
@NullMarked
package mosaic.cli.people;

import org.jspecify.annotations.NullMarked;
