/** The first round. */
@NullMarked
package io.github.processpool.sample.startup;

import org.jspecify.annotations.NullMarked;
