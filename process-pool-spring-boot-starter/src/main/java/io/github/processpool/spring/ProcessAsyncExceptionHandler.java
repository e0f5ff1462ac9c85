package io.github.processpool.spring;

import io.github.processpool.ProcessFuture;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Is told of failures that have no future to go to: those of {@link io.github.processpool.spring.annotation.ProcessAsync} methods
 * that return {@code void}. To implement, and declare as a bean; without one, a bean of Spring's {@link
 * org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler} is told, and if there is none either the failure is logged
 * as an error, with task and worker.
 *
 * <p><b>Thread safety:</b> called by many threads at once, those for callbacks of futures.
 */
@FunctionalInterface
public interface ProcessAsyncExceptionHandler {

    /**
     * Takes a failure. What this throws is logged.
     *
     * @param failure what the method threw, or why it could not run to its end: a crash, a time limit, a shutdown
     * @param task the task that failed, with its name, number, worker and timings
     * @param method what was called
     * @param arguments with which arguments; the caller's own objects, not copies
     */
    void handle(Throwable failure, ProcessFuture<?> task, Method method, @Nullable Object... arguments);
}
