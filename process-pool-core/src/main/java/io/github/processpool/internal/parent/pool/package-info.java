/**
 * The things that all parts of a pool share: its settings, its lock, its state, its timer and threads, its counters. Imports
 * no other folder of the parent.
 */
@NullMarked
package io.github.processpool.internal.parent.pool;

import org.jspecify.annotations.NullMarked;
