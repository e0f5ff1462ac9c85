/**
 * The workers of a pool: who works, what each was sent, who is hired, who takes over from whom, and who has to leave.
 */
@NullMarked
package io.github.processpool.internal.parent.crew;

import org.jspecify.annotations.NullMarked;
