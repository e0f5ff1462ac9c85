/** What both sides need of the operating system. Knows neither side and not the wire. */
@NullMarked
package io.github.processpool.internal.system;

import org.jspecify.annotations.NullMarked;
