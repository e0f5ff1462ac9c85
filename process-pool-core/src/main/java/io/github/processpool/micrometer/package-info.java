/**
 * Meters of a pool for Micrometer, with or without Spring: {@link io.github.processpool.micrometer.ProcessPoolMetrics} has what can be
 * read off a pool, {@link io.github.processpool.micrometer.ProcessPoolMetricsListener} what has to be noted as it happens. Only
 * this package names Micrometer, which may be missing as long as nobody uses it.
 */
@NullMarked
package io.github.processpool.micrometer;

import org.jspecify.annotations.NullMarked;
