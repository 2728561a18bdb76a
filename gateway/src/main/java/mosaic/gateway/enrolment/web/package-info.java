/** The enrolment endpoint. */
@NullMarked
package mosaic.gateway.enrolment.web;

import org.jspecify.annotations.NullMarked;
