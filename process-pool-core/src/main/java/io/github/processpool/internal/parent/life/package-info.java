/**
 * The life of one worker from the start of its process to the removal of its last trace, and the reading of what it sends.
 */
@NullMarked
package io.github.processpool.internal.parent.life;

import org.jspecify.annotations.NullMarked;
