/** Signing in, people and teams on the user API. */
@NullMarked
package mosaic.gateway.identity.web;

import org.jspecify.annotations.NullMarked;
