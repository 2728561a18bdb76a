@NullMarked
package mosaic.ca;

import org.jspecify.annotations.NullMarked;
