/** Queries on the user API. */
@NullMarked
package mosaic.gateway.query.web;

import org.jspecify.annotations.NullMarked;
