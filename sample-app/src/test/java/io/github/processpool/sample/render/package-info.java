/** The renderer, on the test's own thread. */
@NullMarked
package io.github.processpool.sample.render;

import org.jspecify.annotations.NullMarked;
