/**
 * How a result comes back to the caller: as a value, a future, a publisher.
 */
@NullMarked
package io.github.processpool.spring.async.result;

import org.jspecify.annotations.NullMarked;
