/** What a sign-in leaves behind on this machine. */
@NullMarked
package mosaic.cli.profile;

import org.jspecify.annotations.NullMarked;
