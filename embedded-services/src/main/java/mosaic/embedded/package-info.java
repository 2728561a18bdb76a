/**
 * PostgreSQL 17 with pgvector and Valkey as child processes of this one, on Linux amd64, without
 * Docker and without root.
 *
 * <p>{@link mosaic.embedded.EmbeddedPostgres} and {@link mosaic.embedded.EmbeddedValkey} start a
 * server each and stop it on {@code close()}; both also stop when this process dies, even by {@code
 * kill -9}. Their programs are kept in a {@link mosaic.embedded.ServiceCache}. Whatever goes wrong
 * is an {@link mosaic.embedded.EmbeddedServiceException} that can be shown to a person.
 */
@NullMarked
package mosaic.embedded;

import org.jspecify.annotations.NullMarked;
