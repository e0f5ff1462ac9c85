package io.github.processpool.spring.async;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSerializationException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method of a bean, as it is called in the parent: takes arguments from {@link ProcessAsyncInterceptor}, makes a
 * {@link BeanCall} of them and submits that to the pool.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class BeanMethod {

    /** What all methods share. */
    record Surroundings(PoolLookup pools, ContextCarriers carriers, VoidFailures failures) {}

    private final Surroundings surroundings;
    private final String beanName;
    private final String taskName;
    private final Method method;
    private final MethodSignature signature;
    private final CallOptions options;
    private final ReturnStyle style;
    /** Volatile: looked up at the first call, twice at worst. */
    private volatile @Nullable ProcessPoolExecutor pool;

    BeanMethod(
            Surroundings surroundings,
            String beanName,
            String taskName,
            Method method,
            CallOptions options,
            ReturnStyle style) {
        this.surroundings = surroundings;
        this.beanName = beanName;
        this.taskName = taskName;
        this.method = method;
        this.signature = MethodSignature.of(method);
        this.options = options;
        this.style = style;
    }

    /** Returns what the caller gets at once. */
    @Nullable
    Object call(@Nullable Object[] arguments) {
        TaskOptions now = options.of(arguments);
        BeanCall call =
                new BeanCall(beanName, signature, surroundings.carriers().capture(TravellingContext.NONE));
        return switch (style) {
            case FUTURE -> submit(call, now, arguments);
            case MONO ->
                Monos.of(
                        () -> submit(call, now, arguments),
                        () -> submit(call.with(surroundings.carriers().capture(call.context())), now, arguments));
            case VOID -> {
                surroundings.failures().watch(submit(call, now, arguments), method, arguments);
                yield null;
            }
        };
    }

    private ProcessFuture<?> submit(BeanCall call, TaskOptions options, @Nullable Object[] arguments) {
        ProcessPoolExecutor executor = pool();
        // A pool that was stopped and started again has to be told again.
        executor.warmUpWorkers();
        try {
            return executor.with(options).<@Nullable Object, @Nullable Object>submit(call, BeanCall.pack(arguments));
        } catch (TaskSerializationException e) {
            throw new TaskSerializationException(words(call, e), e.getCause());
        } catch (PayloadTooLargeException e) {
            throw new PayloadTooLargeException(words(call, e), e.getCause());
        }
    }

    private String words(BeanCall call, RuntimeException failure) {
        return CallWords.of(taskName, method, call, Objects.toString(failure.getMessage(), ""));
    }

    private ProcessPoolExecutor pool() {
        ProcessPoolExecutor known = pool;
        if (known == null) {
            known = surroundings.pools().get(options.pool());
            pool = known;
        }
        return known;
    }
}
