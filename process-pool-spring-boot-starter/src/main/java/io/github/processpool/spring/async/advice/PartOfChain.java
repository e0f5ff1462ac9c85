package io.github.processpool.spring.async.advice;

import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aop.support.AopUtils;

/**
 * An invocation that passes through some of the advice of a proxy, and then goes where its maker wants it to go. Each step is an
 * object of its own, so advice may proceed as often as it likes, on any thread.
 *
 * <p><b>Thread safety:</b> one thread at a time.
 */
public final class PartOfChain extends ReflectiveMethodInvocation {

    /** Where an invocation goes after the last advice. */
    @FunctionalInterface
    public interface End {

        /**
         * Ends the invocation.
         *
         * @param invocation as it has come here
         * @param arguments as the advice has left them
         */
        @Nullable
        Object reached(MethodInvocation invocation, @Nullable Object[] arguments) throws Throwable;
    }

    private final List<MethodInterceptor> advice;
    private final End end;
    private int next;
    /** From which this one was made; null of the first. */
    private @Nullable PartOfChain before;

    private PartOfChain(
            ProxyMethodInvocation invocation, Class<?> targetClass, List<MethodInterceptor> advice, End end) {
        super(
                invocation.getProxy(),
                invocation.getThis(),
                invocation.getMethod(),
                invocation.getArguments(),
                targetClass,
                List.of());
        this.advice = advice;
        this.end = end;
    }

    /** Runs advice around an end. */
    public static @Nullable Object run(
            MethodInvocation invocation, Class<?> targetClass, List<MethodInterceptor> advice, End end)
            throws Throwable {
        return new PartOfChain((ProxyMethodInvocation) invocation, targetClass, advice, end).proceed();
    }

    /** Runs advice around the method of the bean. */
    static @Nullable Object run(MethodInvocation invocation, Class<?> targetClass, List<MethodInterceptor> advice)
            throws Throwable {
        return run(
                invocation,
                targetClass,
                advice,
                (here, arguments) ->
                        AopUtils.invokeJoinpointUsingReflection(here.getThis(), here.getMethod(), arguments));
    }

    @Override
    public @Nullable Object proceed() throws Throwable {
        if (next == advice.size()) {
            return end.reached(this, getArguments());
        }
        PartOfChain step = (PartOfChain) invocableClone();
        step.next++;
        step.before = this;
        return advice.get(next).invoke(step);
    }

    /** Also of the steps before: advice that comes later may ask the one that was exposed for its arguments. */
    @Override
    public void setArguments(@Nullable Object... arguments) {
        for (PartOfChain step = this; step != null; step = step.before) {
            step.setOwnArguments(arguments);
        }
    }

    private void setOwnArguments(@Nullable Object... arguments) {
        super.setArguments(arguments);
    }
}
