/** The gateway's certificate authority. */
@NullMarked
package mosaic.cli.authority;

import org.jspecify.annotations.NullMarked;
