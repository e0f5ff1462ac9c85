/**
 * What Java's flight recorder keeps of a pool: its events, made for nobody unless it records them. The only package that names the
 * module {@code jdk.jfr}, which need not be there.
 */
@NullMarked
package io.github.processpool.internal.parent.flight;

import org.jspecify.annotations.NullMarked;
