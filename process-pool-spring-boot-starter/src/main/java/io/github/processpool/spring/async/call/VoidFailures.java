package io.github.processpool.spring.async.call;

import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.ProcessAsyncExceptionHandler;
import io.github.processpool.spring.async.destination.MethodSignature;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.BeanFactory;

/**
 * Tells failures of {@code void} methods to whom they concern. The handler is looked up when there is a failure.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class VoidFailures {

    private static final Logger log = LoggerFactory.getLogger(VoidFailures.class);

    private final BeanFactory beanFactory;

    public VoidFailures(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    void watch(ProcessFuture<?> task, Method method, @Nullable Object[] arguments) {
        watch(task, () -> task, method, arguments);
    }

    /**
     * Watches a call that may be several tasks.
     *
     * @param end of the call
     * @param task the last one; null if there was none
     */
    void watch(
            CompletableFuture<?> end,
            Supplier<? extends @Nullable ProcessFuture<?>> task,
            Method method,
            @Nullable Object[] arguments) {
        end.whenComplete((nothing, failure) -> {
            if (failure != null) {
                tell(failure, task.get(), method, arguments);
            }
        });
    }

    private void tell(Throwable failure, @Nullable ProcessFuture<?> task, Method method, @Nullable Object[] arguments) {
        if (task == null) {
            log.error("{} failed before there was a task", MethodSignature.of(method), failure);
            return;
        }
        try {
            handler().handle(failure, task, method, arguments);
        } catch (RuntimeException | Error e) {
            e.addSuppressed(failure);
            log.error("The handler of failures of void @ProcessAsync methods failed for task '{}'", task.name(), e);
        }
    }

    private ProcessAsyncExceptionHandler handler() {
        ProcessAsyncExceptionHandler own =
                beanFactory.getBeanProvider(ProcessAsyncExceptionHandler.class).getIfUnique();
        if (own != null) {
            return own;
        }
        AsyncUncaughtExceptionHandler springs =
                beanFactory.getBeanProvider(AsyncUncaughtExceptionHandler.class).getIfUnique();
        return springs == null
                ? VoidFailures::log
                : (failure, task, method, arguments) -> springs.handleUncaughtException(failure, method, arguments);
    }

    private static void log(Throwable failure, ProcessFuture<?> task, Method method, @Nullable Object... arguments) {
        String worker = task.workerPid().isPresent()
                ? "in worker process " + task.workerPid().getAsLong()
                : "without having reached a worker";
        if (failure instanceof CancellationException) {
            // The pool was shut down, which names what was lost in a line of its own.
            log.warn("Task '{}' (number {}) was cancelled {}", task.name(), task.taskId(), worker);
        } else {
            log.error("Task '{}' (number {}) failed {}", task.name(), task.taskId(), worker, failure);
        }
    }
}
