/** Talking to one gateway over TLS that trusts one root and nothing else. */
@NullMarked
package mosaic.cli.gateway;

import org.jspecify.annotations.NullMarked;
