/** Native rows on the user API. */
@NullMarked
package mosaic.gateway.resource.web;

import org.jspecify.annotations.NullMarked;
