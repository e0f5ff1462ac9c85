/**
 * The parent's side: everything between {@code submit} and the wire, and the supervision of the worker processes.
 *
 * <p>One lock per pool ({@link io.github.processpool.internal.parent.pool.PoolLock}) guards the queue, the crew and who has which
 * task. No user code and no blocking call runs under it.
 */
@NullMarked
package io.github.processpool.internal.parent;

import org.jspecify.annotations.NullMarked;
