package io.github.processpool.internal.wire.handle;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Implemented by every proxy of a shared object, beside the object's interface, in either process: it is a
 * {@link SharedHandle} when it is written. It does not know where its calls lead; its {@link Route} does.
 */
public interface SharedProxy extends Serializable {

    /**
     * Serialization writes this instead of the proxy.
     *
     * @return a {@link SharedHandle}
     */
    Object writeReplace();

    /** Where the calls of a proxy go. */
    @FunctionalInterface
    interface Route {

        /**
         * Makes a call.
         *
         * @param method of the shared interface
         * @param arguments as many as it takes
         * @return its result
         * @throws Throwable its exception
         */
        @Nullable
        Object call(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    /**
     * Makes a proxy.
     *
     * @param type the shared interface
     * @param handle names the object
     * @param words the result of {@code toString}
     * @param route where its calls go
     * @return an object of that interface
     * @throws IllegalArgumentException if there can be no proxy of it
     */
    static Object make(Class<?> type, SharedHandle handle, String words, Route route) {
        // The proxy of an interface that is not public belongs to the user's module, and has to see this one.
        SharedProxy.class.getModule().addExports(SharedProxy.class.getPackageName(), type.getModule());
        return Proxy.newProxyInstance(
                loader(type), new Class<?>[] {type, SharedProxy.class}, new Handler(handle, words, route));
    }

    /** A loader that sees both the interface and this one. */
    private static ClassLoader loader(Class<?> type) {
        ClassLoader own = SharedProxy.class.getClassLoader();
        return type.getClassLoader() == null ? own : type.getClassLoader();
    }

    /**
     * Answers what every object can be asked, by the handle, and passes on the rest. Immutable.
     *
     * @param handle names the object
     * @param words the result of {@code toString}
     * @param route where calls go
     */
    record Handler(SharedHandle handle, String words, Route route) implements InvocationHandler {

        private static final @Nullable Object[] NO_ARGUMENTS = new @Nullable Object[0];

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            @Nullable Object[] values = arguments == null ? NO_ARGUMENTS : arguments;
            if (method.getDeclaringClass() == SharedProxy.class) {
                return handle;
            } else if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "hashCode" -> handle.hashCode();
                    case "equals" -> values[0] instanceof SharedProxy other && handle.equals(other.writeReplace());
                    default -> words;
                };
            }
            return route.call(method, values);
        }
    }
}
