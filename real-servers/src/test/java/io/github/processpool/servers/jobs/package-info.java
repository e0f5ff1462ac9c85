/** A job table in PostgreSQL in front of a pool. */
@NullMarked
package io.github.processpool.servers.jobs;

import org.jspecify.annotations.NullMarked;
