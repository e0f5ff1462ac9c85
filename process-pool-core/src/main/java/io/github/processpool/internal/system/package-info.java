/** The operating system and the JVM, as far as both sides need them. Knows neither side and not the wire. */
@NullMarked
package io.github.processpool.internal.system;

import org.jspecify.annotations.NullMarked;
