package io.github.processpool.spring.async.call;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.async.caller.Caller;
import io.github.processpool.spring.async.caller.Callers;
import io.github.processpool.spring.async.carry.ContextCarriers;
import io.github.processpool.spring.async.carry.TravellingContext;
import io.github.processpool.spring.async.destination.CallTarget;
import io.github.processpool.spring.async.local.HasMode;
import io.github.processpool.spring.async.local.HasStarter;
import io.github.processpool.spring.async.local.StalledCall;
import io.github.processpool.spring.async.local.TestDoubles;
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

    /**
     * The bean whose method it is.
     *
     * @param name its name
     * @param advice what is around it, for {@code BeanAdvice}
     */
    record Bean(String name, String advice) {}

    /** What all methods share. */
    public record Surroundings(PoolLookup pools, ContextCarriers carriers, VoidFailures failures) {}

    private final Surroundings surroundings;
    private final Bean bean;
    private final String taskName;
    private final Method method;
    private final CallTarget target;
    private final CallOptions options;
    private final Callers callers;
    private final ReturnStyle style;
    private final AtomicBoolean toldOfDouble = new AtomicBoolean();
    /** Volatile: looked up at the first call, twice at worst. */
    private volatile @Nullable ProcessPoolExecutor pool;

    BeanMethod(
            Surroundings surroundings,
            Bean bean,
            String taskName,
            Method method,
            CallOptions options,
            ReturnStyle style) {
        this.surroundings = surroundings;
        this.bean = bean;
        this.taskName = taskName;
        this.method = method;
        this.target = CallTarget.of(bean.name(), method, bean.advice());
        this.options = options;
        this.style = style;
        this.callers = new Callers(surroundings.carriers(), taskName, options.afterCommit());
    }

    /**
     * Whether a call of the bean is the business of a mock or a spy that a test has put in its place: one that tells it what to
     * answer, and every call where workers are processes, because those have no such double.
     *
     * @param target the bean without our advice
     */
    public boolean isAnsweredHere(Object target) {
        if (!TestDoubles.isDouble(target)) {
            return false;
        }
        if (HasMode.isInProcess(pool())) {
            return TestDoubles.isBeingStubbed(target);
        }
        if (toldOfDouble.compareAndSet(false, true)) {
            log.info(
                    "{} runs in this process, on the thread of its caller: the bean '{}' is a mock or a spy of a test, and there"
                            + " is none in a worker. With process-pool.mode=in-process its calls go through the pool",
                    taskName,
                    bean.name());
        }
        return true;
    }

    public Callers callers() {
        return callers;
    }

    /**
     * Returns what the caller gets.
     *
     * @throws Throwable of the submission; and of the task, if the call waits for it
     */
    @Nullable
    public Object call(Caller caller, @Nullable Object[] arguments) throws Throwable {
        if (style == ReturnStyle.VALUE) {
            AwaitedTask.refuseWhereNobodyMayWait(taskName);
        }
        TaskOptions now = options.of(arguments);
        BeanCall call = call(callers.contextOf(caller));
        if (callers.waitsForCommit(caller)) {
            return afterCommit(caller, call, now, arguments.clone());
        }
        if (style != ReturnStyle.MONO) {
            callers.warnOfTransaction(style == ReturnStyle.VALUE);
        }
        return switch (style) {
            case FUTURE -> submit(call, now, arguments);
            case MONO ->
                Monos.of(
                        () -> certain(submit(call, now, arguments)),
                        () -> certain(
                                submit(call.with(surroundings.carriers().capture(call.travelling())), now, arguments)));
            case VOID -> {
                surroundings.failures().watch(certain(submit(call, now, arguments)), method, arguments);
                yield null;
            }
            case VALUE -> AwaitedTask.await(certain(submit(call, now, arguments)), taskName, method);
        };
    }

    /**
     * Returns what the caller gets at once, of a call with advice that has to see its end.
     *
     * @param advice is run around each attempt
     * @param arguments as the caller has passed them
     * @throws Throwable of the advice that lets nothing be submitted, or of the submission
     */
    public @Nullable Object call(Caller caller, SurroundedCall.Advice advice, @Nullable Object[] arguments)
            throws Throwable {
        TravellingContext captured = callers.contextOf(caller);
        if (callers.waitsForCommit(caller)) {
            Supplier<CompletableFuture<@Nullable Object>> submission =
                    () -> watched(surrounded(advice, captured), arguments);
            if (style == ReturnStyle.FUTURE) {
                return callers.afterCommit(caller, submission);
            }
            callers.afterCommitUnseen(caller, submission);
            return null;
        }
        if (style == ReturnStyle.MONO) {
            return Monos.of(
                    () -> surrounded(advice, captured).start(),
                    () -> surrounded(advice, surroundings.carriers().capture(captured))
                            .start());
        }
        callers.warnOfTransaction(false);
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

    private BeanCall call(TravellingContext captured) {
        return BeanCall.of(target, captured);
    }

    private SurroundedCall surrounded(SurroundedCall.Advice advice, TravellingContext captured) {
        HasStarter.check(pool()); // The pool is called on another thread, of which it does not know who waits for it.
        return new SurroundedCall(
                advice,
                contextOf(captured),
                arguments -> certain(submit(call(captured), options.of(arguments), arguments)),
                value -> switch (style) {
                    case FUTURE -> CompletableFuture.completedFuture(value);
                    case MONO -> Monos.just(value);
                    case VOID -> null;
                    case VALUE -> value; // Not to be: all its advice is around the call itself.
                });
    }

    private @Nullable Object afterCommit(Caller caller, BeanCall call, TaskOptions now, @Nullable Object[] arguments) {
        if (style == ReturnStyle.FUTURE) {
            return callers.afterCommit(caller, () -> certain(submit(call, now, arguments)));
        }
        callers.afterCommitUnseen(caller, () -> watched(call, now, arguments));
        return null;
    }

    private ProcessFuture<?> watched(BeanCall call, TaskOptions now, @Nullable Object[] arguments) {
        ProcessFuture<?> task = certain(submit(call, now, arguments));
        surroundings.failures().watch(task, method, arguments);
        return task;
    }

    /** Null from a mock of the pool that was not told what to return. */
    private @Nullable ProcessFuture<?> submit(BeanCall call, TaskOptions options, @Nullable Object[] arguments) {
        ProcessPoolExecutor executor = pool();
        // A pool that was stopped and started again has to be told again.
        executor.warmUpWorkers();
        try {
            @Nullable TaskSubmitter view = executor.with(options); // Null as below.
            @Nullable
            ProcessFuture<?> task = (view == null ? executor : view)
                    .<@Nullable Object, @Nullable Object>submit(call, BeanCall.pack(arguments));
            if (task != null && HasMode.isInProcess(executor)) {
                StalledCall.watch(task, executor);
            }
            return task;
        } catch (TaskSerializationException e) {
            throw new TaskSerializationException(words(call, e), e.getCause());
        } catch (PayloadTooLargeException e) {
            throw new PayloadTooLargeException(words(call, e), e.getCause());
        }
    }

    private static ProcessFuture<?> certain(@Nullable ProcessFuture<?> task) {
        return task == null ? ProcessAsyncResult.of(null) : task;
    }

    private String words(BeanCall call, RuntimeException failure) {
        return CallWords.of(taskName, method, call, Objects.toString(failure.getMessage(), ""));
    }

    private ProcessPoolExecutor pool() {
        ProcessPoolExecutor known = pool;
        if (known == null) {
            known = surroundings.pools().get(options.pool());
            if (known == null) {
                throw new IllegalStateException("There is no process pool for " + taskName
                        + ": the ProcessPools bean is a mock, and was not told which pool '" + options.pool() + "' is");
            }
            pool = known;
        }
        return known;
    }
}
