/** The to-dos of iCalendar files (RFC 5545) become tasks. */
@NullMarked
package mosaic.cli.imports.icalendar;

import org.jspecify.annotations.NullMarked;
