package io.github.processpool.internal.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Makes requests to end a no-op: a terminal's Ctrl-C, or a service manager's TERM, reaches parent and workers alike, and the
 * parent wants to drain first. A handler that does nothing, rather than ignoring the signal: that would be inherited by
 * processes that tasks start. By reflection, since the class is there in every HotSpot JDK but in no specification.
 */
final class Signals {

    private Signals() {}

    static void ignoreRequestsToEnd() {
        for (String name : new String[] {"INT", "HUP", "TERM"}) {
            try {
                handle(name);
            } catch (ReflectiveOperationException | RuntimeException e) {
                // There is none on this platform, or it is reserved (-Xrs): the signal ends the worker then, as it
                // always did.
            }
        }
    }

    private static void handle(String name)
            throws ClassNotFoundException, NoSuchMethodException, InstantiationException, IllegalAccessException,
                    InvocationTargetException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object nothing = Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {handler},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "toString" -> "ignores " + name;
                    default -> null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), nothing);
    }
}
