/**
 * Tasks on their way in, out and back: from submit through the queue to a worker, and back to the queue when they are taken back.
 */
@NullMarked
package io.github.processpool.internal.parent.dispatch;

import org.jspecify.annotations.NullMarked;
