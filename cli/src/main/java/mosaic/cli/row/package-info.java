/** Reading and writing tasks, notes, memory, credentials and API keys. */
@NullMarked
package mosaic.cli.row;

import org.jspecify.annotations.NullMarked;
