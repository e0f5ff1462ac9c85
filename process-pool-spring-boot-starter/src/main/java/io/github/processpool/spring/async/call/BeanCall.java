package io.github.processpool.spring.async.call;

import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.ContextCarrier;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.async.carry.TravellingContext;
import io.github.processpool.spring.async.result.ReturnedValues;
import io.github.processpool.spring.worker.bean.CalledMeters;
import io.github.processpool.spring.worker.likeness.BeanAdvice;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * A call of a bean's method, as it travels: made by {@link BeanMethod} in the parent; in the worker it calls the worker's bean of
 * that name and hands on the value that the method returned. It holds no bean and no class.
 *
 * <p>It is the function of the task and not its argument, because a function travels by Java serialization whatever the pool's
 * serializer is; the arguments are left to that one. A single argument is the task's argument itself, several are an array.
 *
 * <p>Immutable.
 */
public final class BeanCall implements SerializableFunction<@Nullable Object, @Nullable Object>, BeanTask {

    private static final long serialVersionUID = 1L;
    private static final Object[] NONE = new Object[0];

    /** The call that this thread runs; then it is the worker's, and advice lets calls through. */
    private static final ThreadLocal<@Nullable Running> RUNNING = new ThreadLocal<>();

    /** A call on its way to the bean, and whether the bean's proxy has seen it. */
    private static final class Running {

        private final BeanCall call;
        private boolean entered;

        Running(BeanCall call) {
            this.call = call;
        }
    }

    private final String beanName;
    private final MethodSignature method;
    private final TravellingContext context;
    /** Around the bean in the application. */
    private final String advice;

    BeanCall(String beanName, MethodSignature method, TravellingContext context, String advice) {
        this.beanName = beanName;
        this.method = method;
        this.context = context;
        this.advice = advice;
    }

    /** What the pool gets as the task's argument. */
    static @Nullable Object pack(@Nullable Object[] arguments) {
        return switch (arguments.length) {
            case 0 -> null;
            case 1 -> arguments[0];
            default -> arguments;
        };
    }

    private @Nullable Object[] unpack(@Nullable Object packed) {
        return switch (method.arity()) {
            case 0 -> NONE;
            case 1 -> new @Nullable Object[] {packed};
            default -> arrayOf(packed);
        };
    }

    private @Nullable Object[] arrayOf(@Nullable Object packed) {
        if (packed instanceof Object[] arguments && arguments.length == method.arity()) {
            return arguments;
        }
        throw new IllegalArgumentException("The pool's PayloadSerializer did not give back the Object[] with the "
                + method.arity() + " arguments of " + method);
    }

    TravellingContext context() {
        return context;
    }

    @Override
    public String methodName() {
        return method.shortName();
    }

    @Override
    public BeanCall with(String carrier, Serializable captured) {
        return new BeanCall(beanName, method, context.withDispensable(carrier, captured), advice);
    }

    /** The same call with other things to take along. */
    BeanCall with(TravellingContext other) {
        return new BeanCall(beanName, method, other, advice);
    }

    public static boolean isRunning() {
        return RUNNING.get() != null;
    }

    /**
     * Says, once for each call that this thread runs, that it has reached the proxy of its bean. Its caller's advice has let it
     * through; a call that the method makes itself is another one, though it may be of the same method.
     *
     * @return whether it is that call
     */
    public static boolean enter(@Nullable String beanName, Method called) {
        Running running = RUNNING.get();
        if (running == null
                || running.entered
                || !running.call.beanName.equals(beanName)
                || !running.call.method.isNamedAs(called)) {
            return false;
        }
        running.entered = true;
        return true;
    }

    @Override
    public @Nullable Object apply(@Nullable Object packed) throws Exception {
        Object bean = WorkerBeans.bean(beanName);
        BeanAdvice.require(advice, bean, methodName());
        Method found = method.find(bean, beanName);
        RUNNING.set(new Running(this));
        try (ContextCarrier.Scope scope = context.restore()) {
            CalledMeters.Recorder meters = CalledMeters.begin();
            try {
                return invoke(found, bean, packed, scope);
            } finally {
                if (meters != null) {
                    CalledMeters.end(meters);
                }
            }
        } finally {
            RUNNING.remove();
        }
    }

    private @Nullable Object invoke(Method found, Object bean, @Nullable Object packed, ContextCarrier.Scope scope)
            throws Exception {
        try {
            return ReturnedValues.await(found.invoke(bean, unpack(packed)));
        } catch (InvocationTargetException e) {
            // What the method threw is what the caller's future fails with.
            scope.failed(e.getTargetException());
            ReflectionUtils.rethrowException(e.getTargetException());
            throw e;
        } catch (Exception | Error e) {
            scope.failed(e);
            throw e;
        }
    }

    @Override
    public String toString() {
        return "BeanCall[" + beanName + ", " + method + "]";
    }
}
