/**
 * {@code mosaic doctor}: looks at everything that this instance needs and at its peers,
 * changes nothing, and needs neither a running gateway nor a token, but the configuration and the
 * secrets that it names. Reports health and never rows.
 */
@NullMarked
package mosaic.gateway.doctor;

import org.jspecify.annotations.NullMarked;
