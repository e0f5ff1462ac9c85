/** The web page in a real browser. */
@NullMarked
package io.github.processpool.sample.page;

import org.jspecify.annotations.NullMarked;
