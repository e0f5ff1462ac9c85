/**
 * Many inputs through one function: chunks of them, a bounded window of what is under way, and the stream of results.
 */
@NullMarked
package io.github.processpool.internal.parent.map;

import org.jspecify.annotations.NullMarked;
