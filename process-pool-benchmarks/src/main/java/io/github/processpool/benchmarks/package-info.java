/**
 * The programs that measure the pool: {@link io.github.processpool.benchmarks.SideBySide} against its peers,
 * {@link io.github.processpool.benchmarks.Soak} against itself.
 *
 * <p>Neither is part of the library. {@code docs/performance-method.md} and {@code docs/soak.md} say how to run them.
 */
@NullMarked
package io.github.processpool.benchmarks;

import org.jspecify.annotations.NullMarked;
