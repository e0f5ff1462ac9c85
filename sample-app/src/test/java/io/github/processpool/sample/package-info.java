/** The application as a whole. */
@NullMarked
package io.github.processpool.sample;

import org.jspecify.annotations.NullMarked;
