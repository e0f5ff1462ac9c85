package io.github.processpool.spring.async.call;

import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskOptions;
import io.github.processpool.spring.async.caller.Caller;
import io.github.processpool.spring.async.caller.Callers;
import io.github.processpool.spring.async.carry.ContextCarriers;
import io.github.processpool.spring.async.carry.TravellingContext;
import io.github.processpool.spring.async.destination.CallTarget;
import io.github.processpool.spring.async.elements.OpenStreams;
import io.github.processpool.spring.async.local.HasMode;
import io.github.processpool.spring.async.local.HasStarter;
import io.github.processpool.spring.async.local.TestDoubles;
import io.github.processpool.spring.async.result.AwaitedTask;
import io.github.processpool.spring.async.result.Monos;
import io.github.processpool.spring.async.result.ReturnStyle;
import io.github.processpool.spring.async.result.ThreadContexts;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An annotated method of a bean, as it is called in the parent: takes arguments from {@code ProcessAsyncInterceptor}, makes a
 * {@link BeanCall} of them and hands that to its {@link Submission}.
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
    private final Submission submission;
    private final AtomicBoolean toldOfDouble = new AtomicBoolean();

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
        this.submission = new Submission(surroundings.pools(), options.pool(), taskName, method);
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
        if (HasMode.isInProcess(submission.pool())) {
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
        if (style != ReturnStyle.MONO && style != ReturnStyle.FLUX) {
            callers.warnOfTransaction(style == ReturnStyle.VALUE);
        }
        return switch (style) {
            case FUTURE -> submission.submit(call, now, arguments);
            case MONO ->
                Monos.of(
                        () -> submission.submitCertainly(call, now, arguments),
                        () -> submission.submitCertainly(inContext(call), now, arguments));
            case FLUX ->
                OpenStreams.flux(
                        number -> submission.submitCertainly(call.to(submission.address(number)), now, arguments),
                        number -> submission.submitCertainly(
                                inContext(call).to(submission.address(number)), now, arguments));
            case VOID -> {
                surroundings.failures().watch(submission.submitCertainly(call, now, arguments), method, arguments);
                yield null;
            }
            case VALUE -> AwaitedTask.call(() -> submission.submitCertainly(call, now, arguments), taskName, method);
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
            Supplier<CompletableFuture<@Nullable Object>> later =
                    () -> watched(surrounded(advice, captured), arguments);
            if (style == ReturnStyle.FUTURE) {
                return callers.afterCommit(caller, later);
            }
            callers.afterCommitUnseen(caller, later);
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

    /** With what this thread has, which is not the one that has called the method. */
    private BeanCall inContext(BeanCall call) {
        return call.with(surroundings.carriers().capture(call.travelling()));
    }

    private BeanCall call(TravellingContext captured) {
        return BeanCall.of(target, captured);
    }

    private SurroundedCall surrounded(SurroundedCall.Advice advice, TravellingContext captured) {
        // The pool is called on another thread, of which it does not know who waits for it.
        HasStarter.check(submission.pool());
        return new SurroundedCall(
                advice,
                contextOf(captured),
                arguments -> submission.submitCertainly(call(captured), options.of(arguments), arguments),
                value -> switch (style) {
                    case FUTURE -> CompletableFuture.completedFuture(value);
                    case MONO -> Monos.just(value);
                    case VOID -> null;
                    // Not to be: of the first all advice is around the call itself, the second has none of this kind.
                    case VALUE, FLUX -> value;
                });
    }

    private @Nullable Object afterCommit(Caller caller, BeanCall call, TaskOptions now, @Nullable Object[] arguments) {
        if (style == ReturnStyle.FUTURE) {
            return callers.afterCommit(caller, () -> submission.submitCertainly(call, now, arguments));
        }
        callers.afterCommitUnseen(caller, () -> watched(call, now, arguments));
        return null;
    }

    private ProcessFuture<?> watched(BeanCall call, TaskOptions now, @Nullable Object[] arguments) {
        ProcessFuture<?> task = submission.submitCertainly(call, now, arguments);
        surroundings.failures().watch(task, method, arguments);
        return task;
    }
}
