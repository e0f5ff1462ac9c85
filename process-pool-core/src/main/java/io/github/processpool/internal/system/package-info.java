/** The operating system, as far as both sides need it. Knows neither side and not the wire. */
@NullMarked
package io.github.processpool.internal.system;

import org.jspecify.annotations.NullMarked;
