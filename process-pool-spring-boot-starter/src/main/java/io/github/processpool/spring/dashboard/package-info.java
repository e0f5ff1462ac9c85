/**
 * The dashboard: a page that the endpoint {@code processpools} serves beside its operations, and the figures for it that no snapshot
 * has. {@link io.github.processpool.spring.dashboard.PoolRecord} hears the events of a pool, {@link
 * io.github.processpool.spring.dashboard.Dashboard} answers the page when it asks. There is no thread and no timer: while nobody looks
 * events are counted, and nothing else happens.
 */
@NullMarked
package io.github.processpool.spring.dashboard;

import org.jspecify.annotations.NullMarked;
