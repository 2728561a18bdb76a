/** Signing in and out, and personal access tokens. */
@NullMarked
package mosaic.cli.signin;

import org.jspecify.annotations.NullMarked;
