/** What reaches the screen: neutralised text, tables, progress, prompts. */
@NullMarked
package mosaic.cli.terminal;

import org.jspecify.annotations.NullMarked;
