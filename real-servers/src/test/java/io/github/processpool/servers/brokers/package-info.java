/** Called beans and brokers: Redis, RabbitMQ, Kafka, Artemis. */
@NullMarked
package io.github.processpool.servers.brokers;

import org.jspecify.annotations.NullMarked;
