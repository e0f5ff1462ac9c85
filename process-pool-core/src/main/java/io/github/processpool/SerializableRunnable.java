package io.github.processpool;

import java.io.Serializable;

/**
 * A {@link Runnable} that can travel to a worker process. A lambda given to {@link TaskSubmitter#submit} becomes one by
 * itself, provided that everything it captures is serializable.
 */
@FunctionalInterface
public interface SerializableRunnable extends Runnable, Serializable {}
