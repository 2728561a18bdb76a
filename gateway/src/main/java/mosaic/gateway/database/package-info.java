/** The one way to PostgreSQL: the pool, and transactions that act as somebody. */
@NullMarked
package mosaic.gateway.database;

import org.jspecify.annotations.NullMarked;
