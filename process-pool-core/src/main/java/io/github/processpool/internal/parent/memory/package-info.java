/**
 * How much memory workers may use, one by one and together.
 */
@NullMarked
package io.github.processpool.internal.parent.memory;

import org.jspecify.annotations.NullMarked;
