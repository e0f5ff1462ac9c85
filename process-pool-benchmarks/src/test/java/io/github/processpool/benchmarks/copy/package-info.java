/**
 * What the copy of an application in a worker costs: beside the application itself, and beside a task that calls no bean.
 */
@NullMarked
package io.github.processpool.benchmarks.copy;

import org.jspecify.annotations.NullMarked;
