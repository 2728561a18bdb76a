/** The CA in the user API. */
@NullMarked
package mosaic.gateway.pki.web;

import org.jspecify.annotations.NullMarked;
