package io.github.processpool.spring.observation.task;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * What travels with the call of a bean's method that is observed: the headers of the trace and the name of the method, as a plain
 * map, so that a {@code process-pool.parameter-filter} has nothing more to let through. Stateless.
 */
public final class TraceHeaders {

    /** The name of the bean that gets them in the worker, a {@link TraceCarrier}. */
    public static final String CARRIER = "processPoolTraceCarrier";

    private static final String METHOD = "process-pool-method";

    private TraceHeaders() {}

    /**
     * Puts together what travels.
     *
     * @param headers those of the trace
     * @param method the method that is called
     * @return what the carrier gets
     */
    public static Serializable of(Map<String, String> headers, String method) {
        HashMap<String, String> all = new HashMap<>(headers);
        all.put(METHOD, method);
        return all;
    }

    static Map<String, String> read(Serializable captured) {
        Map<String, String> headers = new HashMap<>();
        ((Map<?, ?>) captured).forEach((name, value) -> headers.put((String) name, (String) value));
        return headers;
    }

    static String method(Map<String, String> headers) {
        return headers.getOrDefault(METHOD, "unknown");
    }
}
