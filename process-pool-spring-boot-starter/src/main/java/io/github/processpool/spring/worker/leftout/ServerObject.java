package io.github.processpool.spring.worker.leftout;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Stands in a worker for what only a server has and what is no bean: the request, the session and what belongs to them. It can be
 * injected, as a proxy that Spring makes of it, and whoever uses it is told that there is none. Stateless.
 *
 * @param type the simple name of the type
 */
record ServerObject(String type) implements ObjectFactory<Object>, Serializable { // Else Spring makes no proxy.

    /** By name, since the library need not be there. */
    private static final List<String> TYPES = List.of(
            "jakarta.servlet.ServletRequest",
            "jakarta.servlet.ServletResponse",
            "jakarta.servlet.http.HttpSession",
            "org.springframework.web.context.request.WebRequest");

    private static final String SERVLET_CONTEXT = "jakarta.servlet.ServletContext";

    /**
     * Registers those whose types are there; what asks for the type of a bean gets that.
     *
     * @param hasServletContext whether the context has a servlet context as a bean
     */
    static void registerIn(ConfigurableListableBeanFactory beans, boolean hasServletContext) {
        ClassLoader loader = beans.getBeanClassLoader();
        for (String name : TYPES) {
            register(name, beans, loader);
        }
        if (!hasServletContext) {
            register(SERVLET_CONTEXT, beans, loader);
        }
    }

    private static void register(String name, ConfigurableListableBeanFactory beans, @Nullable ClassLoader loader) {
        if (ClassUtils.isPresent(name, loader)) {
            Class<?> type = ClassUtils.resolveClassName(name, loader);
            beans.registerResolvableDependency(type, new ServerObject(type.getSimpleName()));
        }
    }

    @Override
    public Object getObject() {
        throw new IllegalStateException("There is no " + type
                + " in a worker process, which serves no requests: take what the task needs out of it"
                + " before the call, and pass that");
    }

    @Override
    public String toString() {
        return "ServerObject[no " + type + " in a worker process]";
    }
}
