/** The native rows: tasks, notes, memory, credentials, API keys. */
@NullMarked
package mosaic.gateway.resource;

import org.jspecify.annotations.NullMarked;
