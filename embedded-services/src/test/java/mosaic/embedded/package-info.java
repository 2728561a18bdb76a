@NullMarked
package mosaic.embedded;

import org.jspecify.annotations.NullMarked;
