/** A folder of Markdown becomes notes and tasks. */
@NullMarked
package mosaic.cli.imports.markdown;

import org.jspecify.annotations.NullMarked;
