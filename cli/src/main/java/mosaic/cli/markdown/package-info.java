/** A folder of Markdown becomes notes and tasks. */
@NullMarked
package mosaic.cli.markdown;

import org.jspecify.annotations.NullMarked;
