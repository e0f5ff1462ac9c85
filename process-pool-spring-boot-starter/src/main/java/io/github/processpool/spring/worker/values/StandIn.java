package io.github.processpool.spring.worker.values;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives in a worker the answers of an object that only the parent has.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class StandIn implements InvocationHandler {

    private final Packed.Answers answers;
    private final Packed.Context context;

    private StandIn(Packed.Answers answers, Packed.Context context) {
        this.answers = answers;
        this.context = context;
    }

    static Object of(Packed.Answers answers, Packed.Context context) throws ClassNotFoundException {
        List<Class<?>> interfaces = new ArrayList<>();
        for (String name : answers.interfaces()) {
            interfaces.add(context.type(name));
        }
        // Where they come from: one that is not public is seen by its own class loader only.
        ClassLoader loader = interfaces.get(0).getClassLoader();
        return Proxy.newProxyInstance(loader, interfaces.toArray(Class<?>[]::new), new StandIn(answers, context));
    }

    /** A call as a text. */
    static String question(Method method, Object[] arguments) {
        return arguments.length == 0
                ? method.getName()
                : method.getName() + "(" + (arguments[0] instanceof Enum<?> constant ? constant.name() : "") + ")";
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        Packed answer = answers.answers().get(question(method, arguments));
        if (answer != null) {
            return answer.unpack(context);
        } else if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        throw new IllegalStateException("The application was not asked for " + method.getName() + " with arguments");
    }

    private Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "what the application says as " + answers.interfaces();
        };
    }
}
