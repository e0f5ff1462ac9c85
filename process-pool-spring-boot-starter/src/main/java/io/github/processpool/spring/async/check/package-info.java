/**
 * Finds at the start what can't work: methods, attributes, values and calls that {@code @ProcessAsync} does not serve.
 */
@NullMarked
package io.github.processpool.spring.async.check;

import org.jspecify.annotations.NullMarked;
