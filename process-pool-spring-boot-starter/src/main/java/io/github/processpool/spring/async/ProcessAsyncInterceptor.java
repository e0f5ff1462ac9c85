package io.github.processpool.spring.async;

import io.github.processpool.WorkerContext;
import io.github.processpool.spring.async.call.BeanMethod;
import io.github.processpool.spring.async.call.BeanMethods;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.interceptor.ExposeBeanNameAdvisors;
import org.springframework.aop.support.AopUtils;

/**
 * The advice: takes calls of annotated methods from the proxy and hands them to their {@link BeanMethod}. What stands behind it,
 * transactions, caches and the bean itself, is not reached in the parent. Two kinds of calls are let through to it: those of a
 * task, with workers that are threads, since they are part of that; and those of a double of a test, which is in no worker.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ProcessAsyncInterceptor implements MethodInterceptor {

    private final BeanMethods methods;

    ProcessAsyncInterceptor(BeanMethods methods) {
        this.methods = methods;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        if (WorkerContext.around().isPresent()) {
            return invocation.proceed();
        }
        Object target = invocation.getThis();
        Class<?> type = target == null ? invocation.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
        BeanMethod method = methods.get(ExposeBeanNameAdvisors.getBeanName(invocation), invocation.getMethod(), type);
        return target != null && method.isAnsweredHere(target)
                ? invocation.proceed()
                : method.call(invocation.getArguments());
    }
}
