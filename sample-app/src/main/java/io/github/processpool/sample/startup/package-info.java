/** The first round: what is processed when the application starts, and what it prints. */
@NullMarked
package io.github.processpool.sample.startup;

import org.jspecify.annotations.NullMarked;
