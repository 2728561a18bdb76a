/** What can go wrong, as stable codes, and the one exception that carries them. */
@NullMarked
package mosaic.gateway.problem;

import org.jspecify.annotations.NullMarked;
