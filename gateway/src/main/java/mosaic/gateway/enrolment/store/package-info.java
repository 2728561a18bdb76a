/** Enrolment tokens in PostgreSQL. */
@NullMarked
package mosaic.gateway.enrolment.store;

import org.jspecify.annotations.NullMarked;
