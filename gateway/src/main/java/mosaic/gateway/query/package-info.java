/**
 * Queries over sources (REQUIREMENTS 7): this gateway's own rows, one peer of the caller, or all of
 * them at once under one deadline. Always as the calling user.
 */
@NullMarked
package mosaic.gateway.query;

import org.jspecify.annotations.NullMarked;
