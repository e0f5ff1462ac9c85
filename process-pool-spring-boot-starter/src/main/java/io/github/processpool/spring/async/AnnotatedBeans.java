package io.github.processpool.spring.async;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.annotation.ProcessAsync;
import io.github.processpool.spring.async.call.AnnotatedMethods;
import io.github.processpool.spring.async.check.SelfCalls;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/**
 * Remembers which classes of beans have annotated methods; most have none. Says of each class once which calls inside it pass no
 * proxy.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class AnnotatedBeans {

    private static final Logger log = LoggerFactory.getLogger(ProcessAsyncBeanPostProcessor.class);

    private final Map<Class<?>, Map<Method, ProcessAsync>> methods = new ConcurrentHashMap<>();

    /** Those of the class, and those of interfaces that only the proxy has, as that of a repository. */
    Map<Method, ProcessAsync> methodsOf(Object bean, Class<?> type) {
        if (bean.getClass() == type) {
            return methodsOf(type);
        }
        Map<Method, ProcessAsync> annotated = new LinkedHashMap<>(methodsOf(type));
        for (Class<?> one : ClassUtils.getAllInterfaces(bean)) {
            if (!one.isAssignableFrom(type)) {
                annotated.putAll(methodsOf(one));
            }
        }
        return annotated;
    }

    Map<Method, ProcessAsync> methodsOf(Class<?> type) {
        Class<?> user = ClassUtils.getUserClass(type);
        Map<Method, ProcessAsync> known = methods.get(user);
        return known != null ? known : methods.computeIfAbsent(user, AnnotatedBeans::read);
    }

    private static Map<Method, ProcessAsync> read(Class<?> type) {
        Map<Method, ProcessAsync> annotated = AnnotatedMethods.of(type);
        List<String> selfCalls =
                annotated.isEmpty() || WorkerProcess.isWorker() ? List.of() : SelfCalls.in(type, annotated.keySet());
        if (!selfCalls.isEmpty()) {
            log.warn(
                    "Calls inside {} stay in this process, because they do not pass the proxy of the bean: {}. Move the"
                            + " @ProcessAsync method to a bean of its own, or call it through the bean injected into itself"
                            + " (@Lazy)",
                    type.getName(),
                    String.join(", ", selfCalls));
        }
        return annotated;
    }
}
