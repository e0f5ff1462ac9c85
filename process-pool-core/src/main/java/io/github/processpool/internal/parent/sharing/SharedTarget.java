package io.github.processpool.internal.parent.sharing;

import io.github.processpool.SharedCallRefusedException;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.message.Message.Call;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that was given out, with the methods that workers may call.
 *
 * @param handle names it
 * @param type the interface that it was shared as
 * @param target the object
 * @param proxy the user's own
 * @param methods those of the interface, by signature
 */
record SharedTarget(SharedHandle handle, Class<?> type, Object target, Object proxy, Map<String, Method> methods) {

    /**
     * A call that has returned.
     *
     * @param method was called
     * @param value was returned
     * @param owed undoes it if nobody receives the value; null: there is nothing to undo, or no way
     */
    record Returned(
            Method method, @Nullable Object value, @Nullable Handback owed) {}

    /** Makes a call for a worker; throws what the target throws, or says why it refuses the call. */
    Returned perform(Call call, Codec codec) throws Throwable {
        Method method = method(call);
        Object value = invoke(method, call, arguments(call, codec));
        return new Returned(method, value, Handback.of(handle, type, target, method, value));
    }

    /** Finds a method of the interface that the object was shared as; there are no others. */
    private Method method(Call call) {
        Method method = methods.get(call.method());
        if (method == null) {
            throw refusal(call, type.getName() + ", which " + handle + " was shared as, has no such method", null);
        }
        return method;
    }

    private static @Nullable Object[] arguments(Call call, Codec codec) {
        try {
            return codec.readValues(call.arguments());
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            throw refusal(call, "its arguments can't be read in the parent: " + e, e);
        }
    }

    private @Nullable Object invoke(Method method, Call call, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (IllegalArgumentException | IllegalAccessException e) {
            throw refusal(call, "it does not fit " + handle + ": " + e, e);
        }
    }

    /** Says why a call is not made. */
    static SharedCallRefusedException refusal(Call call, String why, @Nullable Throwable cause) {
        return new SharedCallRefusedException("Call of " + call.method() + " refused: " + why, cause);
    }
}
