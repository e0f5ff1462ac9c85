package io.github.processpool.spring.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.Ordered;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Names the property that allows changes where the endpoint {@code processpools} may only be read: operations that are not allowed do
 * not exist for Spring MVC, which answers 405 without a word. Every other request it leaves to others.
 *
 * <p><b>Thread safety:</b> any thread; immutable.
 */
public final class EndpointAccessHint implements HandlerExceptionResolver, Ordered {

    private static final EndpointId ENDPOINT = EndpointId.of("processpools");

    private static final Set<String> CHANGES = Set.of("POST", "DELETE");

    private static final String ANSWER = "{\"error\":\"Only reading is allowed here. Changes are allowed by"
            + " management.endpoint.processpools.access=unrestricted, unless management.endpoints.access.max-permitted"
            + " says less\"}";

    private final ObjectProvider<PathMappedEndpoints> endpoints;
    private final ObjectProvider<EndpointAccessResolver> access;

    /**
     * Creates the hint.
     *
     * @param endpoints where they are
     * @param access what may be done with them
     */
    public EndpointAccessHint(
            ObjectProvider<PathMappedEndpoints> endpoints, ObjectProvider<EndpointAccessResolver> access) {
        this.endpoints = endpoints;
        this.access = access;
    }

    /** Before those that answer whatever is left. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!(failure instanceof HttpRequestMethodNotSupportedException refused)
                || !CHANGES.contains(request.getMethod())
                || !isOfEndpoint(request.getRequestURI())
                || isWritable()) {
            return null;
        }
        String[] supported = refused.getSupportedMethods();
        if (supported != null) {
            response.setHeader("Allow", String.join(", ", supported));
        }
        return answer(response) ? new ModelAndView() : null;
    }

    private boolean isOfEndpoint(String uri) {
        PathMappedEndpoints mapped = endpoints.getIfAvailable();
        String path = mapped == null ? null : mapped.getPath(ENDPOINT);
        return path != null && (uri + "/").contains(path + "/");
    }

    private boolean isWritable() {
        EndpointAccessResolver resolver = access.getIfAvailable();
        return resolver == null || resolver.accessFor(ENDPOINT, Access.READ_ONLY) == Access.UNRESTRICTED;
    }

    private static boolean answer(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setContentType("application/json");
        try {
            response.getOutputStream().write(ANSWER.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            return false; // Nobody listens any more.
        }
    }
}
