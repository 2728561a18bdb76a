/**
 * What a grant may read: the grammar of the scope document, and the rule that decides a request
 * (REQUIREMENTS 5). Plain Java without input or output, so that every decision can be tested by
 * itself.
 *
 * <p>The rule only narrows. It names the rows that a grant may reach at most; the native rights of
 * the subject user hold underneath it, in the database, whatever it answers.
 */
@NullMarked
package mosaic.gateway.scope;

import org.jspecify.annotations.NullMarked;
