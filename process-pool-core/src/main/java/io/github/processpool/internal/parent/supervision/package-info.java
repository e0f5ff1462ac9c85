/**
 * The fate of tasks and workers: answers, losses, deaths, what no message tells, and the end of the pool.
 */
@NullMarked
package io.github.processpool.internal.parent.supervision;

import org.jspecify.annotations.NullMarked;
