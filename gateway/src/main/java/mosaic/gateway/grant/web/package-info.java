/** Grants in the user API. */
@NullMarked
package mosaic.gateway.grant.web;

import org.jspecify.annotations.NullMarked;
