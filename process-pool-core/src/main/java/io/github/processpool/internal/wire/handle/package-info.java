/**
 * Stand-ins that travel in the place of what must not leave the parent: proxies of shared objects and handles of shared buffers.
 */
@NullMarked
package io.github.processpool.internal.wire.handle;

import org.jspecify.annotations.NullMarked;
