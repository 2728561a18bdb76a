/** Users, teams, tokens and codes in PostgreSQL. */
@NullMarked
package mosaic.gateway.identity.store;

import org.jspecify.annotations.NullMarked;
