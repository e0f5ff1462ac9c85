/** Views of the pool and the stream of updates. */
@NullMarked
package io.github.processpool.sample.live;

import org.jspecify.annotations.NullMarked;
