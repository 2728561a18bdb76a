/** The SQL of search. */
@NullMarked
package mosaic.gateway.search.store;

import org.jspecify.annotations.NullMarked;
