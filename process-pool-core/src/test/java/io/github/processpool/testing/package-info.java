/**
 * Fixtures of core's tests: pools and what is left of them ({@code Pools}, {@code SharedPools}), tasks and values that behave badly by
 * honest names, signs between processes, workers that speak the protocol badly, listeners and logs that remember, and stand-ins for
 * the time and the parts of a pool.
 */
@NullMarked
package io.github.processpool.testing;

import org.jspecify.annotations.NullMarked;
