/**
 * Starts real gateways as separate processes on real PostgreSQL and Valkey, and talks to them as
 * anybody would: over HTTPS and through the {@code mosaic} command. It knows nothing of their
 * classes.
 */
@NullMarked
package mosaic.harness;

import org.jspecify.annotations.NullMarked;
