package io.github.processpool.spring.observation.task;

import io.github.processpool.spring.async.carry.PackedTexts;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * What travels with the call of a bean's method that is observed: the headers of the trace and the name of the method, as one text,
 * so that a {@code process-pool.parameter-filter} has nothing more to let through. Stateless.
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
        if (headers.isEmpty()) {
            return PackedTexts.of(METHOD, method);
        }
        Map<String, String> all = new HashMap<>(headers);
        all.put(METHOD, method);
        return PackedTexts.of(all);
    }

    static Map<String, String> read(Serializable captured) {
        Map<String, String> headers = new HashMap<>();
        PackedTexts.unpack(captured, headers::put);
        return headers;
    }

    static String method(Map<String, String> headers) {
        return headers.getOrDefault(METHOD, "unknown");
    }
}
