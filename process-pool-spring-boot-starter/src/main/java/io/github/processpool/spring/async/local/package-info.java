/**
 * Calls of annotated methods that are made in this process: which those are, and which would wait for ever. Knows nothing of how
 * calls travel.
 */
@NullMarked
package io.github.processpool.spring.async.local;

import org.jspecify.annotations.NullMarked;
