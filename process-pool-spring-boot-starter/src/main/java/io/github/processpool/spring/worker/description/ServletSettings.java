package io.github.processpool.spring.worker.description;

import jakarta.servlet.ServletContext;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * The settings of the {@code ServletContext} of an application: read off it in the parent for each worker that starts, told by the one
 * that is played there. Attributes and resources do not travel.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param contextPath under which the application serves
 * @param name of the application, if it has one
 * @param parameters those that it was initialized with
 */
public record ServletSettings(String contextPath, @Nullable String name, Map<String, String> parameters)
        implements Serializable {

    private static final String TYPE = "jakarta.servlet.ServletContext";
    private static final String BEAN = "servletContext";

    /**
     * Reads those of the application. No lock of its context is waited for.
     *
     * @param overrides properties of workers
     * @return null if it has none, or if the properties of workers decide
     */
    public static @Nullable ServletSettings of(SingletonBeanRegistry beans, Map<String, String> overrides) {
        Object container = ClassUtils.isPresent(TYPE, ServletSettings.class.getClassLoader())
                        && overrides.keySet().stream().noneMatch(ServletSettings::isAboutThem)
                ? beans.getSingleton(BEAN)
                : null;
        return container == null ? null : Container.settings(container);
    }

    private static boolean isAboutThem(String property) {
        return property.toLowerCase(Locale.ROOT)
                .replace('_', '.')
                .replace("-", "")
                .startsWith("server.servlet.context");
    }

    /** Those that a server would be made with. */
    public static ServletSettings of(Environment environment) {
        return new ServletSettings(
                environment.getProperty("server.servlet.context-path", ""),
                environment.getProperty("server.servlet.application-display-name"),
                Binder.get(environment)
                        .bind("server.servlet.context-parameters", Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of()));
    }

    /** Loaded where there are servlets. */
    private static final class Container {

        static @Nullable ServletSettings settings(Object bean) {
            if (!(bean instanceof ServletContext container)) {
                return null;
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String name : Collections.list(container.getInitParameterNames())) {
                parameters.put(name, container.getInitParameter(name));
            }
            return new ServletSettings(container.getContextPath(), container.getServletContextName(), parameters);
        }
    }
}
