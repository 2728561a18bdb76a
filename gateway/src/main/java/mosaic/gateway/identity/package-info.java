/** Who is calling: users, teams, personal access tokens and sign-in codes. */
@NullMarked
package mosaic.gateway.identity;

import org.jspecify.annotations.NullMarked;
