package io.github.processpool.internal.wire.handle;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Travels instead of a shared object: the name of one that a pool has given out. It grants nothing by itself; the parent
 * looks it up with every call.
 *
 * @param pool the pool that gave it out, a random number
 * @param id the object, counted by the pool
 * @param type the name of the interface that it was shared as
 */
public record SharedHandle(long pool, long id, String type) implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * Returns how a call names a method: by its name and the types of its parameters.
     *
     * @param method of an interface
     * @return for instance {@code offer(java.lang.Object)}
     */
    public static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    /** How people may call it. */
    @Override
    public String toString() {
        return "shared " + type.substring(type.lastIndexOf('.') + 1) + " #" + id;
    }
}
