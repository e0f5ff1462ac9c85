/** The work itself, as it runs in a worker process: pages to pictures and text. */
@NullMarked
package io.github.processpool.sample.render;

import org.jspecify.annotations.NullMarked;
