package io.github.processpool.spring.async.call;

import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.ContextCarrier;
import io.github.processpool.spring.WorkerBeans;
import io.github.processpool.spring.async.carry.PackedTexts;
import io.github.processpool.spring.async.carry.TravellingContext;
import io.github.processpool.spring.async.destination.CallTarget;
import io.github.processpool.spring.async.destination.MethodSignature;
import io.github.processpool.spring.async.elements.ElementAddress;
import io.github.processpool.spring.async.result.ReturnedValues;
import io.github.processpool.spring.worker.bean.CalledMeters;
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
 * <p>A record of texts, if that is all there is to it: the pool sends the class of such a function once, and then the texts alone.
 *
 * <p>Immutable.
 *
 * @param target the text of a {@link CallTarget}: all calls of a method have the same
 * @param texts what travels along, {@linkplain TravellingContext#packed() packed}; null if nothing, or if it can't be
 * @param context what travels along; null if nothing, or if it is in the texts
 * @param elements where the elements of a {@code Flux} go; null for a method that returns something else
 */
public record BeanCall(
        String target,
        @Nullable String texts,
        @Nullable TravellingContext context,
        @Nullable ElementAddress elements)
        implements SerializableFunction<@Nullable Object, @Nullable Object>, BeanTask {

    private static final Object[] NONE = new Object[0];

    /** The call that this thread runs; then it is the worker's, and advice lets calls through. */
    private static final ThreadLocal<@Nullable Running> RUNNING = new ThreadLocal<>();

    /** A call on its way to the bean, and whether the bean's proxy has seen it. */
    private static final class Running {

        private final CallTarget target;
        private boolean entered;

        Running(CallTarget target) {
            this.target = target;
        }
    }

    static BeanCall of(CallTarget target, TravellingContext context) {
        return of(target.text(), context, null);
    }

    private static BeanCall of(String target, TravellingContext context, @Nullable ElementAddress elements) {
        String texts = context.packed();
        return new BeanCall(target, texts, texts == null && !context.isEmpty() ? context : null, elements);
    }

    /** What the pool gets as the task's argument. */
    static @Nullable Object pack(@Nullable Object[] arguments) {
        return switch (arguments.length) {
            case 0 -> null;
            case 1 -> arguments[0];
            default -> arguments;
        };
    }

    private static @Nullable Object[] unpack(@Nullable Object packed, MethodSignature method) {
        return switch (method.arity()) {
            case 0 -> NONE;
            case 1 -> new @Nullable Object[] {packed};
            default -> arrayOf(packed, method);
        };
    }

    private static @Nullable Object[] arrayOf(@Nullable Object packed, MethodSignature method) {
        if (packed instanceof Object[] arguments && arguments.length == method.arity()) {
            return arguments;
        }
        throw new IllegalArgumentException("The pool's PayloadSerializer did not give back the Object[] with the "
                + method.arity() + " arguments of " + method);
    }

    /** What travels along. */
    TravellingContext travelling() {
        if (context != null) {
            return context;
        }
        return texts == null ? TravellingContext.NONE : TravellingContext.unpacked(texts);
    }

    @Override
    public String methodName() {
        return CallTarget.of(target).shortName();
    }

    @Override
    public BeanCall with(String carrier, Serializable captured) {
        if (context != null || !PackedTexts.fits(captured)) {
            return of(target, travelling().withDispensable(carrier, captured), elements);
        }
        String more = PackedTexts.of(carrier, (String) captured);
        return new BeanCall(target, texts == null ? more : texts + more, null, elements);
    }

    /** The same call with other things to take along. */
    BeanCall with(TravellingContext other) {
        return of(target, other, elements);
    }

    /** The same call of a method whose elements go somewhere. */
    BeanCall to(@Nullable ElementAddress address) {
        return new BeanCall(target, texts, context, address);
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
                || !running.target.beanName().equals(beanName)
                || !running.target.method().isNamedAs(called)) {
            return false;
        }
        running.entered = true;
        return true;
    }

    @Override
    public @Nullable Object apply(@Nullable Object packed) throws Exception {
        CallTarget called = CallTarget.of(target);
        Object bean = WorkerBeans.bean(called.beanName());
        Method found = called.find(bean);
        @Nullable Object[] arguments = unpack(packed, called.method());
        RUNNING.set(new Running(called));
        try (ContextCarrier.Scope scope = travelling().restore()) {
            CalledMeters.Recorder meters = CalledMeters.begin();
            try {
                return invoke(found, bean, arguments, scope);
            } finally {
                if (meters != null) {
                    CalledMeters.end(meters);
                }
            }
        } finally {
            RUNNING.remove();
        }
    }

    private @Nullable Object invoke(Method found, Object bean, @Nullable Object[] arguments, ContextCarrier.Scope scope)
            throws Exception {
        try {
            Object returned = found.invoke(bean, arguments);
            return elements == null ? ReturnedValues.await(returned) : elements.send(returned);
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
        return "BeanCall[" + CallTarget.of(target) + "]";
    }
}
