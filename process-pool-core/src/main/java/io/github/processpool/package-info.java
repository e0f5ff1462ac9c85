/**
 * A pool of worker JVM processes behind the JDK's {@link java.util.concurrent.ExecutorService}: a thread can't be killed,
 * a process can, so one bad task costs one task and never the application.
 *
 * <p>How a task travels; every box is a class:
 *
 * <pre>{@code
 * caller    submit ------------------------------------------------------>  ProcessFuture
 *              |                                                                 ^
 * parent    TaskQueue -> Dispatcher -> WorkerHandle                          PendingTask
 *                                         |                                      ^
 * wire                               MessageChannel                         ReplyReader
 * - - - - - - - - - - - - - - - - - - - - | - - - process boundary - - - - - - - | - -
 * worker                             WorkerLoop -> TaskRunner -> user code -> MessageChannel
 * }</pre>
 *
 * <p>Start with {@link io.github.processpool.ProcessPoolExecutor#builder()}.
 */
@NullMarked
package io.github.processpool;

import org.jspecify.annotations.NullMarked;
