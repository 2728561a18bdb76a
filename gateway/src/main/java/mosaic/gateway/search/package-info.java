/** Search by words in native rows: what was typed, what is found, and the SQL between them. */
@NullMarked
package mosaic.gateway.search;

import org.jspecify.annotations.NullMarked;
