/** One row for each federated request and admin action (R-1101). */
@NullMarked
package mosaic.gateway.audit;

import org.jspecify.annotations.NullMarked;
