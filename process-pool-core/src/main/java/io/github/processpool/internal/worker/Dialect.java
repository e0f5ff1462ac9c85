package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.TaskReader;

/**
 * How the tasks of one submitter are read, and their answers written: with the meanings that he has given to numbers.
 *
 * @param reader makes calls of his tasks
 * @param codec writes their ends
 */
record Dialect(TaskReader reader, Codec codec) {}
