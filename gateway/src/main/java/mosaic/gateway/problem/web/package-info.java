/** The one place that turns failures into RFC 9457 problem details. */
@NullMarked
package mosaic.gateway.problem.web;

import org.jspecify.annotations.NullMarked;
