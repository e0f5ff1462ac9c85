/**
 * Brokers that live in the memory of the application's process: in a worker they can't be used.
 */
@NullMarked
package io.github.processpool.spring.worker.broker;

import org.jspecify.annotations.NullMarked;
