package io.github.processpool.internal.parent.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of one chunk ended, as the value of the chunk's future; from the {@code Supervision} to the {@code MapRun}.
 *
 * @param values what they returned, for those that did; the elements behind them never began
 * @param failures what those have thrown that did not, by index
 * @param bytes how long the answer was
 */
public record ChunkOutcome(@Nullable Object[] values, Map<Integer, Throwable> failures, int bytes) {}
