/** Grant, certificate and subject as the database knows them. */
@NullMarked
package mosaic.gateway.federation.server.store;

import org.jspecify.annotations.NullMarked;
