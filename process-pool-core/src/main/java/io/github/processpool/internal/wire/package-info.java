/**
 * What crosses the border between parent and worker: frames, messages, the shared page and the codec. Knows neither side.
 */
@NullMarked
package io.github.processpool.internal.wire;

import org.jspecify.annotations.NullMarked;
