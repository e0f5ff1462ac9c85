package io.github.processpool.spring.async;

import io.github.processpool.spring.async.call.AnnotatedMethods;
import io.github.processpool.spring.async.call.BeanMethods;
import java.io.Serial;
import java.lang.reflect.Method;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;

/** The advice for annotated methods, and which those are. Immutable. */
final class ProcessAsyncAdvisor extends StaticMethodMatcherPointcutAdvisor {

    @Serial
    private static final long serialVersionUID = 1L;

    ProcessAsyncAdvisor(BeanMethods methods) {
        setAdvice(new ProcessAsyncInterceptor(methods, this));
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return AnnotatedMethods.find(AnnotatedMethods.declaring(method, targetClass)) != null;
    }
}
