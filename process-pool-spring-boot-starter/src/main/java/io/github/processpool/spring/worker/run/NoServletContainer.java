package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ServletSettings;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.ConfigurableWebApplicationContext;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * The {@code ServletContext} of a worker, in which there is no container: answers what beans ask when they are set up, attributes,
 * parameters and the resources in libraries above all, and refuses the rest in words.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class NoServletContainer implements InvocationHandler {

    private static final Logger log = LoggerFactory.getLogger(NoServletContainer.class);
    private static final String RESOURCES = "META-INF/resources";

    private final ServletSettings settings;
    private final ClassLoader loader;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final Map<String, Function<@Nullable Object[], @Nullable Object>> answers = Map.ofEntries(
            Map.entry("getAttributeNames", none -> Collections.enumeration(attributes.keySet())),
            Map.entry("getAttribute", name -> attributes.get(String.valueOf(name[0]))),
            Map.entry("setAttribute", this::setAttribute),
            Map.entry("removeAttribute", name -> attributes.remove(String.valueOf(name[0]))),
            Map.entry(
                    "getInitParameterNames",
                    none -> Collections.enumeration(parameters().keySet())),
            Map.entry("getInitParameter", name -> parameters().get(String.valueOf(name[0]))),
            Map.entry("getServletRegistrations", none -> Map.of()),
            Map.entry("getFilterRegistrations", none -> Map.of()),
            Map.entry("getMajorVersion", none -> 6),
            Map.entry("getMinorVersion", none -> 1),
            Map.entry("getEffectiveMajorVersion", none -> 6),
            Map.entry("getEffectiveMinorVersion", none -> 1),
            Map.entry("getServerInfo", none -> "no server (worker process)"),
            Map.entry("getVirtualServerName", none -> "worker process"),
            Map.entry("getResource", path -> resource(path[0])),
            Map.entry("getResourceAsStream", path -> open(path[0])),
            Map.entry("toString", none -> "NoServletContainer[worker process]"));

    private NoServletContainer(ServletSettings settings, ClassLoader loader) {
        this.settings = settings;
        this.loader = loader;
    }

    /**
     * Gives one to a context that has none, and to those of its beans that look for it there.
     *
     * @param settings what it says; null if the properties of the context decide
     */
    static void putInto(ConfigurableWebApplicationContext context, @Nullable ServletSettings settings) {
        ServletContext known = context.getServletContext();
        ServletContext standIn = known == null
                ? standIn(context, settings == null ? ServletSettings.of(context.getEnvironment()) : settings)
                : known;
        context.setServletContext(standIn);
        WebApplicationContextUtils.registerEnvironmentBeans(context.getBeanFactory(), standIn);
    }

    private static ServletContext standIn(ConfigurableWebApplicationContext context, ServletSettings settings) {
        ClassLoader loader =
                context.getClassLoader() == null ? NoServletContainer.class.getClassLoader() : context.getClassLoader();
        ServletContext made = (ServletContext) Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                new NoServletContainer(settings, loader));
        made.setAttribute(WebApplicationContext.ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE, context);
        return made;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        String name = method.getName();
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        Function<@Nullable Object[], @Nullable Object> answer = answers.get(name);
        if (answer != null) {
            return answer.apply(given);
        }
        return switch (name) {
            case "equals" -> proxy == given[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "getContextPath" -> settings.contextPath();
            case "getServletContextName" -> settings.name();
            case "getClassLoader" -> loader;
            // None is there.
            case "getRealPath", "getResourcePaths", "getMimeType", "getServletRegistration", "getFilterRegistration" ->
                null;
            case "log" -> {
                log.debug("{}", given[0]);
                yield null;
            }
            default ->
                throw new IllegalStateException("ServletContext." + name + " can't be used in a worker process, which"
                        + " serves no requests and has no servlet container: do it in the application, and pass what"
                        + " the task needs of it");
        };
    }

    private Map<String, String> parameters() {
        return settings.parameters();
    }

    private @Nullable Object setAttribute(@Nullable Object[] given) {
        String name = String.valueOf(given[0]);
        Object value = given[1];
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
        return null;
    }

    /** Containers find those of libraries there. */
    private @Nullable URL resource(@Nullable Object path) {
        return loader.getResource(RESOURCES + (String.valueOf(path).startsWith("/") ? "" : "/") + path);
    }

    private @Nullable InputStream open(@Nullable Object path) {
        URL found = resource(path);
        try {
            return found == null ? null : found.openStream();
        } catch (IOException e) {
            return null; // As a container does.
        }
    }
}
