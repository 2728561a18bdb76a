/** Peers on the user API. */
@NullMarked
package mosaic.gateway.federation.client.web;

import org.jspecify.annotations.NullMarked;
