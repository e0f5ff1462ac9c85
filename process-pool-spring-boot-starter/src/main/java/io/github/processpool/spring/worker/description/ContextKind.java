package io.github.processpool.spring.worker.description;

import java.util.HashSet;
import java.util.Set;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The kinds of contexts that conditions tell apart: a worker's is of its application's, else another application would come of it.
 */
public enum ContextKind {
    /** Without a web server. */
    NONE(WebApplicationType.NONE),
    /** With a servlet container of its own. */
    SERVLET_SERVER(WebApplicationType.SERVLET),
    /** Of the same classes, in a servlet container that was there before. */
    SERVLET_DEPLOYED(WebApplicationType.SERVLET),
    /** Of other classes, in a servlet container or in one that a test plays. */
    SERVLET(WebApplicationType.SERVLET),
    /** With a reactive server of its own. */
    REACTIVE_SERVER(WebApplicationType.REACTIVE),
    /** Reactive, in a test without a server. */
    REACTIVE(WebApplicationType.REACTIVE);

    /** By name, since the libraries need not be there. */
    private static final String SERVLET_SERVER_CONTEXT =
            "org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext";

    private static final String SERVLET_CONTEXT = "org.springframework.web.context.WebApplicationContext";
    private static final String REACTIVE_SERVER_CONTEXT =
            "org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext";
    private static final String REACTIVE_CONTEXT =
            "org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext";

    private final WebApplicationType type;

    ContextKind(WebApplicationType type) {
        this.type = type;
    }

    public WebApplicationType type() {
        return type;
    }

    /** The kind of a context that there is. */
    public static ContextKind of(ConfigurableApplicationContext context) {
        Set<String> types = namesOfTypes(context);
        if (types.contains(SERVLET_SERVER_CONTEXT)) {
            return hasContainer(context) ? SERVLET_DEPLOYED : SERVLET_SERVER;
        } else if (types.contains(SERVLET_CONTEXT)) {
            return SERVLET;
        } else if (types.contains(REACTIVE_SERVER_CONTEXT)) {
            return REACTIVE_SERVER;
        }
        return types.contains(REACTIVE_CONTEXT) ? REACTIVE : NONE;
    }

    /** One that has a server of its own gets the container with that, when it is refreshed. */
    private static boolean hasContainer(ConfigurableApplicationContext context) {
        return PropertyAccessorFactory.forBeanPropertyAccess(context).getPropertyValue("servletContext") != null;
    }

    /** The kind of the context that a run is about to make. */
    public static ContextKind of(WebApplicationType type, ClassLoader loader) {
        if (type == WebApplicationType.SERVLET) {
            return ClassUtils.isPresent(SERVLET_SERVER_CONTEXT, loader) ? SERVLET_SERVER : SERVLET;
        } else if (type == WebApplicationType.REACTIVE) {
            return ClassUtils.isPresent(REACTIVE_SERVER_CONTEXT, loader) ? REACTIVE_SERVER : REACTIVE;
        }
        return NONE;
    }

    private static Set<String> namesOfTypes(Object context) {
        Set<String> names = new HashSet<>();
        for (Class<?> type = context.getClass(); type != null; type = type.getSuperclass()) {
            names.add(type.getName());
        }
        for (Class<?> type : ClassUtils.getAllInterfacesAsSet(context)) {
            names.add(type.getName());
        }
        return names;
    }
}
