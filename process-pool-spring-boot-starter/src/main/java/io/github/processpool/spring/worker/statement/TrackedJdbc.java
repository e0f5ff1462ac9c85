package io.github.processpool.spring.worker.statement;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * A connection, or a statement of one, that tells {@link RunningStatements} what it executes and is otherwise the one behind it:
 * it has all its interfaces, and {@code unwrap} goes on to it.
 *
 * <p><b>Thread safety:</b> immutable; as safe as the object behind it.
 *
 * @param target the object behind it
 * @param connection the connection of a statement, as it is seen; null for a connection
 * @param running where statements are known
 */
record TrackedJdbc(Wrapper target, @Nullable Connection connection, RunningStatements running)
        implements InvocationHandler {

    private static final ClassValue<Class<?>[]> INTERFACES = new ClassValue<>() {

        @Override
        protected Class<?>[] computeValue(Class<?> type) {
            return Arrays.stream(ClassUtils.getAllInterfacesForClass(type, type.getClassLoader()))
                    .filter(face -> Modifier.isPublic(face.getModifiers()))
                    .toArray(Class<?>[]::new);
        }
    };

    static Connection of(Connection connection, RunningStatements running) {
        return isTracked(connection) ? connection : proxy(connection, new TrackedJdbc(connection, null, running));
    }

    private static boolean isTracked(Object object) {
        return Proxy.isProxyClass(object.getClass()) && Proxy.getInvocationHandler(object) instanceof TrackedJdbc;
    }

    /** The same type of object, or the one behind it if its interfaces can't be had together. */
    @SuppressWarnings("unchecked") // It has all interfaces of the target, and T is one of them.
    private static <T extends Wrapper> T proxy(T target, TrackedJdbc handler) {
        ClassLoader loader =
                Objects.requireNonNullElse(target.getClass().getClassLoader(), TrackedJdbc.class.getClassLoader());
        try {
            return (T) Proxy.newProxyInstance(loader, INTERFACES.get(target.getClass()), handler);
        } catch (IllegalArgumentException e) {
            return target;
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (arguments == null || arguments.length == 0) {
            if (name.equals("hashCode")) {
                return System.identityHashCode(proxy);
            } else if (name.equals("getConnection") && connection != null) {
                return connection;
            }
        } else if (arguments.length == 1) {
            if (name.equals("equals")) {
                return proxy == arguments[0];
            } else if (arguments[0] instanceof Class<?> type && type.isInstance(proxy)) {
                if (name.equals("unwrap")) {
                    return proxy;
                } else if (name.equals("isWrapperFor")) {
                    return true;
                }
            }
        }
        if (target instanceof Statement statement && name.startsWith("execute")) {
            return execute(statement, method, arguments);
        }
        Object result = forward(method, arguments);
        return connection == null && result instanceof Statement statement
                ? proxy(statement, new TrackedJdbc(statement, (Connection) proxy, running))
                : result;
    }

    private @Nullable Object execute(Statement statement, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        RunningStatement begun = running.begin(statement);
        try {
            return forward(method, arguments);
        } finally {
            if (begun != null) {
                running.end(begun);
            }
        }
    }

    private @Nullable Object forward(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
