/** A queue of RabbitMQ in front of a pool. */
@NullMarked
package io.github.processpool.servers.queue;

import org.jspecify.annotations.NullMarked;
