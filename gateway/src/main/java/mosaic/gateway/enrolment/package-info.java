/** Turning a pending grant into a certificate, once. */
@NullMarked
package mosaic.gateway.enrolment;

import org.jspecify.annotations.NullMarked;
