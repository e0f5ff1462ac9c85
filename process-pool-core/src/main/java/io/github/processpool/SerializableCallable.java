package io.github.processpool;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that can travel to a worker process. A lambda given to {@link TaskSubmitter#submit} becomes one by
 * itself, provided that everything it captures is serializable.
 *
 * @param <R> the type of the result; it must be serializable too
 */
@FunctionalInterface
public interface SerializableCallable<R extends @Nullable Object> extends Callable<R>, Serializable {}
