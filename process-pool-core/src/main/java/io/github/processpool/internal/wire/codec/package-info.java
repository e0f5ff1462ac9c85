/**
 * Values as bytes and back: tasks, results, exceptions and chunks of them, with class descriptors and the shapes of lambdas sent once.
 */
@NullMarked
package io.github.processpool.internal.wire.codec;

import org.jspecify.annotations.NullMarked;
