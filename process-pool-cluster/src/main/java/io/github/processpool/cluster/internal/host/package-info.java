/**
 * This member as a host: how much room it gives to whom, and the tasks of others that run here. Knows nothing of tasks that are away.
 */
@NullMarked
package io.github.processpool.cluster.internal.host;

import org.jspecify.annotations.NullMarked;
