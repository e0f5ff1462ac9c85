package io.github.processpool.spring.async.call;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.spring.async.carry.ContextCarriers;
import io.github.processpool.spring.async.carry.TravellingContext;
import io.github.processpool.spring.async.result.Monos;
import io.github.processpool.spring.async.result.ReturnStyle;
import io.github.processpool.spring.async.result.ThreadContexts;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An annotated method of a bean, as it is called in the parent: takes arguments from {@code ProcessAsyncInterceptor}, makes a
 * {@link BeanCall} of them and submits that to the pool.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class BeanMethod {

    private static final Logger log = LoggerFactory.getLogger(BeanMethod.class);

    /** What all methods share. */
    public record Surroundings(PoolLookup pools, ContextCarriers carriers, VoidFailures failures) {}

    private final Surroundings surroundings;
    private final String beanName;
    private final String taskName;
    private final Method method;
    private final MethodSignature signature;
    private final CallOptions options;
    private final ReturnStyle style;
    private final AtomicBoolean warned = new AtomicBoolean();
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
    public Object call(@Nullable Object[] arguments) {
        TaskOptions now = options.of(arguments);
        BeanCall call =
                new BeanCall(beanName, signature, surroundings.carriers().capture(TravellingContext.NONE));
        if (Boolean.TRUE.equals(options.afterCommit()) && Transactions.isActive()) {
            return afterCommit(call, now, arguments.clone());
        }
        if (style != ReturnStyle.MONO) {
            warnOfTransaction();
        }
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

    /**
     * Returns what the caller gets at once, of a call with advice that has to see its end.
     *
     * @param advice is run around each attempt
     * @param arguments as the caller has passed them
     * @throws Throwable of the advice that lets nothing be submitted, or of the submission
     */
    public @Nullable Object call(SurroundedCall.Advice advice, @Nullable Object[] arguments) throws Throwable {
        TravellingContext captured = surroundings.carriers().capture(TravellingContext.NONE);
        if (Boolean.TRUE.equals(options.afterCommit()) && Transactions.isActive()) {
            CompletableFuture<?> promise =
                    Transactions.afterCommit(taskName, () -> watched(surrounded(advice, captured), arguments));
            return style == ReturnStyle.FUTURE ? promise : null;
        }
        if (style == ReturnStyle.MONO) {
            return Monos.of(
                    () -> surrounded(advice, captured).start(),
                    () -> surrounded(advice, surroundings.carriers().capture(captured))
                            .start());
        }
        warnOfTransaction();
        SurroundedCall call = surrounded(advice, captured);
        CompletableFuture<@Nullable Object> end = call.startAndWait();
        if (style == ReturnStyle.VOID) {
            surroundings.failures().watch(end, call::task, method, arguments);
        }
        return style == ReturnStyle.VOID ? null : end;
    }

    private CompletableFuture<@Nullable Object> watched(SurroundedCall call, @Nullable Object[] arguments) {
        CompletableFuture<@Nullable Object> end = call.start();
        if (style == ReturnStyle.VOID) {
            surroundings.failures().watch(end, call::task, method, arguments);
        }
        return end;
    }

    private Supplier<AutoCloseable> contextOf(TravellingContext captured) {
        Supplier<AutoCloseable> ofLibraries = ThreadContexts.capture();
        return () -> {
            AutoCloseable outer = ofLibraries.get();
            AutoCloseable inner = surroundings.carriers().restore(captured);
            return () -> {
                try (outer;
                        inner) {
                    // Closed in the opposite order.
                }
            };
        };
    }

    private SurroundedCall surrounded(SurroundedCall.Advice advice, TravellingContext captured) {
        return new SurroundedCall(
                advice,
                contextOf(captured),
                arguments -> submit(new BeanCall(beanName, signature, captured), options.of(arguments), arguments),
                value -> switch (style) {
                    case FUTURE -> CompletableFuture.completedFuture(value);
                    case MONO -> Monos.just(value);
                    case VOID -> null;
                });
    }

    private @Nullable Object afterCommit(BeanCall call, TaskOptions now, @Nullable Object[] arguments) {
        if (style == ReturnStyle.FUTURE) {
            return Transactions.afterCommit(taskName, () -> submit(call, now, arguments));
        }
        Transactions.afterCommit(taskName, () -> watched(call, now, arguments));
        return null;
    }

    /** There is nobody to whom a failure could be thrown. */
    private ProcessFuture<?> watched(BeanCall call, TaskOptions now, @Nullable Object[] arguments) {
        try {
            ProcessFuture<?> task = submit(call, now, arguments);
            surroundings.failures().watch(task, method, arguments);
            return task;
        } catch (RuntimeException e) {
            log.error(
                    "{} could not be submitted after the commit of the transaction in which it was called",
                    taskName,
                    e);
            throw e;
        }
    }

    /** Told once, of a call that is submitted at once though its caller may have written something. */
    private void warnOfTransaction() {
        if (options.afterCommit() == null && Transactions.mayHaveWritten() && warned.compareAndSet(false, true)) {
            log.warn(
                    "{} was called inside a transaction, and its worker, which has connections of its own, does not see what that"
                            + " has not committed yet, and waits for rows that it has locked: for ever if the caller waits for the"
                            + " worker. With @ProcessAsync(afterCommit = \"true\") such calls are submitted after"
                            + " the commit; \"false\" says that they need not be. (This is said once.)",
                    taskName);
        }
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
