/** JMH benchmarks of the pool alone: for a change to the engine, before and after. */
@NullMarked
package io.github.processpool.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
