/**
 * The application's databases in a worker: scripts and schemas are for those that are its own, and pools of connections are small.
 */
@NullMarked
package io.github.processpool.spring.worker.database;

import org.jspecify.annotations.NullMarked;
