/**
 * The asking side: enrolment with a peer gateway, and reads from it over mutual TLS. Whatever a
 * peer says is bounded, typed and checked here before anybody else sees it (T-44).
 */
@NullMarked
package mosaic.gateway.federation.client;

import org.jspecify.annotations.NullMarked;
