/** The document makers. */
@NullMarked
package io.github.processpool.sample.make;

import org.jspecify.annotations.NullMarked;
