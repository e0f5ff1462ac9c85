package io.github.processpool.spring.worker.description;

import jakarta.servlet.ServletContext;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
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

    private static final String PATH = "server.servlet.context-path";
    private static final String NAME = "server.servlet.application-display-name";
    private static final String PARAMETERS = "server.servlet.context-parameters";

    /**
     * Reads those of the application. No lock of its context is waited for.
     *
     * @param overrides properties of workers: each takes the place of what it is about
     * @return null if it has none
     */
    public static @Nullable ServletSettings of(SingletonBeanRegistry beans, Map<String, String> overrides) {
        Object container =
                ClassUtils.isPresent(TYPE, ServletSettings.class.getClassLoader()) ? beans.getSingleton(BEAN) : null;
        ServletSettings read = container == null ? null : Container.settings(container);
        return read == null ? null : read.with(new Binder(new MapConfigurationPropertySource(overrides)));
    }

    private ServletSettings with(Binder overrides) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putAll(parametersIn(overrides));
        return new ServletSettings(
                overrides.bind(PATH, String.class).orElse(contextPath),
                overrides.bind(NAME, String.class).orElse(name),
                all);
    }

    /** Those that a server would be made with. */
    public static ServletSettings of(Environment environment) {
        return new ServletSettings(
                environment.getProperty(PATH, ""),
                environment.getProperty(NAME),
                parametersIn(Binder.get(environment)));
    }

    private static Map<String, String> parametersIn(Binder properties) {
        return properties
                .bind(PARAMETERS, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
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
