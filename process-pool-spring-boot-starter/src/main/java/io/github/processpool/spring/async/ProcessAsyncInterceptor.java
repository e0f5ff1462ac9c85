package io.github.processpool.spring.async;

import io.github.processpool.WorkerContext;
import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.async.advice.MethodAdvice;
import io.github.processpool.spring.async.call.BeanCall;
import io.github.processpool.spring.async.call.BeanMethod;
import io.github.processpool.spring.async.call.BeanMethods;
import io.github.processpool.spring.async.caller.Caller;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.ExposeBeanNameAdvisors;
import org.springframework.aop.support.AopUtils;

/**
 * The advice, in front of all other that a bean has: takes calls of annotated methods from the proxy. In the caller it runs the
 * {@link MethodAdvice} that belongs there, and hands the call to its {@link BeanMethod}; transactions and the bean itself are not
 * reached. In the worker, which may be a thread of this process, it lets the call through to the advice that belongs there; all
 * that a task calls itself, on any thread that it starts, is let through to all advice, and so are calls of a test's double.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ProcessAsyncInterceptor implements MethodInterceptor {

    /** Of two beans of one class each has advice that makes its name known. */
    private record Key(String beanName, Method method, Class<?> type) {}

    private static final Advisor[] NONE = {};

    private final BeanMethods methods;
    private final Advisor advisor;
    private final Map<Key, MethodAdvice> advice = new ConcurrentHashMap<>();

    ProcessAsyncInterceptor(BeanMethods methods, Advisor advisor) {
        this.methods = methods;
        this.advisor = advisor;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        if (!BeanCall.isRunning()) {
            boolean isPartOfTask =
                    WorkerProcess.isWorker() || WorkerContext.around().isPresent();
            return isPartOfTask ? invocation.proceed() : call(invocation);
        }
        String beanName = ExposeBeanNameAdvisors.getBeanName(invocation);
        return BeanCall.enter(beanName, invocation.getMethod())
                ? adviceOf(invocation).inWorker(invocation)
                : invocation.proceed();
    }

    private @Nullable Object call(MethodInvocation invocation) throws Throwable {
        BeanMethod method = methods.get(
                ExposeBeanNameAdvisors.getBeanName(invocation),
                invocation.getMethod(),
                typeOf(invocation),
                ((ProxyMethodInvocation) invocation).getProxy());
        Object target = invocation.getThis();
        if (target != null && method.isAnsweredHere(target)) {
            return invocation.proceed();
        }
        MethodAdvice advised = adviceOf(invocation);
        OneTaskCheck.of(advised, invocation.getMethod(), typeOf(invocation)).ifPresent(problem -> {
            throw new IllegalStateException(problem.what() + ". " + problem.remedy());
        });
        FutureOfCall future = new FutureOfCall();
        try (Caller caller = method.callers().caller(advised.isInCaller())) {
            return future.returned(advised.inCaller(
                    invocation,
                    (here, arguments) -> future.submitted(
                            advised.waits()
                                    ? method.call(
                                            caller,
                                            attempt ->
                                                    advised.aroundTheWait(here, (there, later) -> attempt.run(later)),
                                            arguments)
                                    : method.call(caller, arguments))));
        }
    }

    private MethodAdvice adviceOf(MethodInvocation invocation) {
        Object target = invocation.getThis();
        // Of another proxy, such as that of a repository, its own class: which has the annotations of its interfaces.
        Class<?> type = target == null ? invocation.getMethod().getDeclaringClass() : target.getClass();
        Advised proxy = ((ProxyMethodInvocation) invocation).getProxy() instanceof Advised advised ? advised : null;
        Key key = new Key(ExposeBeanNameAdvisors.getBeanName(invocation), invocation.getMethod(), type);
        MethodAdvice known = advice.get(key);
        if (known == null || !known.isOf(proxy == null ? NONE : proxy.getAdvisors())) {
            known = MethodAdvice.of(proxy, advisor, invocation.getMethod(), type);
            advice.put(key, known);
        }
        return Objects.requireNonNull(known);
    }

    private static Class<?> typeOf(MethodInvocation invocation) {
        Object target = invocation.getThis();
        return target == null ? invocation.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
    }
}
