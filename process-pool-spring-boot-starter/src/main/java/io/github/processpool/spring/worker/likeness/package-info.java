/**
 * Whether the application in a worker is the one in the parent: its definitions, and the advice around the beans that are called. Told
 * is what differs; a call without its advice is refused.
 */
@NullMarked
package io.github.processpool.spring.worker.likeness;

import org.jspecify.annotations.NullMarked;
