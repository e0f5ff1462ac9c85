/**
 * Properties, what they mean for a pool's builder, and the words for those that are wrong.
 */
@NullMarked
package io.github.processpool.spring.settings;

import org.jspecify.annotations.NullMarked;
