/**
 * Properties as they stand in the sources of an environment: names that nobody knows, pools by their names, values that can't be
 * bound.
 */
@NullMarked
package io.github.processpool.spring.settings.written;

import org.jspecify.annotations.NullMarked;
