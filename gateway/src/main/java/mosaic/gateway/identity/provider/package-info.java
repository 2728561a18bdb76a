/** Sign-in with an OpenID provider: what its tokens say, and whether to believe them. */
@NullMarked
package mosaic.gateway.identity.provider;

import org.jspecify.annotations.NullMarked;
