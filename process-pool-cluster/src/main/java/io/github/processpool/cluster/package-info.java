/**
 * Process pools that several JVMs share: a task that finds no free worker here runs in one of another member, and everything about its
 * future is as if it had run here.
 */
@NullMarked
package io.github.processpool.cluster;

import org.jspecify.annotations.NullMarked;
