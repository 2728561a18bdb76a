/**
 * What this instance needs in order to run, as small checks that change nothing. A start refuses on
 * what they find; {@code mosaic doctor} reports it.
 */
@NullMarked
package mosaic.gateway.instance.check;

import org.jspecify.annotations.NullMarked;
