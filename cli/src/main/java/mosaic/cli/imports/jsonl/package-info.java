/** Lines of JSON become rows of one resource. */
@NullMarked
package mosaic.cli.imports.jsonl;

import org.jspecify.annotations.NullMarked;
