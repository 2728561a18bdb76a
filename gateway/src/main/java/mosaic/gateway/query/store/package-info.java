/** What queries read besides rows. */
@NullMarked
package mosaic.gateway.query.store;

import org.jspecify.annotations.NullMarked;
