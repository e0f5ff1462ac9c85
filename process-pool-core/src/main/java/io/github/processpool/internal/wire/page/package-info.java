/**
 * The page of memory that a worker and its parent share: what was sent, what has begun, whether the worker lives. Imports nothing of
 * the wire.
 */
@NullMarked
package io.github.processpool.internal.wire.page;

import org.jspecify.annotations.NullMarked;
