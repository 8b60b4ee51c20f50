/**
 * Ways back: computed where nobody wrote one, and proven on a shadow in any case. {@code Trials} carries migrations up, down and up again
 * and says what is not as before; {@code ProofFile} keeps what came out.
 */
@NullMarked
package dev.whimbrel.schema.rollback;

import org.jspecify.annotations.NullMarked;
