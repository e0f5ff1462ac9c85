/** Tasks of other members of a cluster, which this pool runs in its workers: stands beside {@code map}, on {@code dispatch} and {@code crew}. */
@NullMarked
package io.github.processpool.internal.parent.guest;

import org.jspecify.annotations.NullMarked;
