/** The documents that the sample makes for itself, good and hostile ones, reproducible to the byte. */
@NullMarked
package io.github.processpool.sample.make;

import org.jspecify.annotations.NullMarked;
