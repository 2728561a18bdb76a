/** The {@code mosaic} command: a client of the user API, and of nothing else of the gateway. */
@NullMarked
package mosaic.cli;

import org.jspecify.annotations.NullMarked;
