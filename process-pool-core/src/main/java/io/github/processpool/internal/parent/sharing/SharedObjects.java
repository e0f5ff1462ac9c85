package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.handle.SharedProxy;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message.Call;
import java.io.InvalidObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a pool has given out: gives each a proxy, knows it again when it comes back, and finds the one that a worker wants
 * to call. Objects are kept until the pool ends.
 *
 * <p>It makes no call; see {@link SharedTarget}.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class SharedObjects implements Sharing {

    private final String poolName;
    /** It can't be guessed, and no handle of another pool, or of an earlier one, can be mistaken for one of this. */
    private final long poolId = new SecureRandom().nextLong();

    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, SharedTarget> objects = new ConcurrentHashMap<>();
    /** Objects of a pool of that name. */
    public SharedObjects(String poolName) {
        this.poolName = poolName;
    }

    // -- Giving out --

    /** Gives out an object, to be called by this interface. */
    public <T> T share(Class<T> type, T target) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("Only an interface can be shared, but " + type.getName()
                    + " is none; name an interface that the object implements");
        }
        if (!type.isInstance(target)) {
            throw new IllegalArgumentException(
                    "The object to share is a " + target.getClass().getName() + " and no " + type.getName());
        }
        Map<String, Method> methods = new HashMap<>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                makeAccessible(method);
                methods.putIfAbsent(SharedHandle.signature(method), method);
            }
        }
        SharedHandle handle = new SharedHandle(poolId, lastId.incrementAndGet(), type.getName());
        Object proxy = proxy(type, handle, target);
        objects.put(handle.id(), new SharedTarget(handle, type, target, proxy, Map.copyOf(methods)));
        return type.cast(proxy);
    }

    /** The interface need not be public. */
    private static void makeAccessible(Method method) {
        Class<?> type = method.getDeclaringClass();
        if (!method.trySetAccessible()) {
            throw new IllegalArgumentException(type.getName() + " can't be shared: its calls are made by "
                    + SharedObjects.class.getModule()
                    + ", to which it is not accessible. Write into the module-info of "
                    + type.getModule() + ": opens " + type.getPackageName() + " to io.github.processpool.core;");
        }
    }

    private Object proxy(Class<?> type, SharedHandle handle, Object target) {
        try {
            return SharedProxy.make(
                    type,
                    handle,
                    handle + " of pool '" + poolName + "'",
                    (method, arguments) -> invoke(method, target, arguments));
        } catch (IllegalArgumentException | LinkageError e) {
            throw new IllegalArgumentException(type.getName() + " can't be shared: " + e.getMessage(), e);
        }
    }

    /** In this process a proxy is its target. */
    private static @Nullable Object invoke(Method method, Object target, @Nullable Object[] arguments)
            throws Throwable {
        makeAccessible(method);
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    // -- Handles in what is written and read --

    @Override
    public void check(SharedHandle handle) throws InvalidObjectException {
        if (!isOurs(handle)) {
            throw new InvalidObjectException(
                    handle + " was not given out by pool '" + poolName + "'; share the object with this pool as well");
        }
    }

    @Override
    public Object resolve(SharedHandle handle) throws InvalidObjectException {
        SharedTarget shared = objects.get(handle.id());
        if (shared == null || !shared.handle().equals(handle)) {
            throw new InvalidObjectException(handle + " was not given out by pool '" + poolName + "'");
        }
        return shared.proxy();
    }

    @Override
    public Object resolve(BufferHandle handle) throws InvalidObjectException {
        return SharedBuffers.resolve(handle);
    }

    private boolean isOurs(SharedHandle handle) {
        SharedTarget shared = objects.get(handle.id());
        return shared != null && shared.handle().equals(handle);
    }

    // -- Calls --

    /** Finds the object that a worker wants to call, which it may have made up. */
    SharedTarget find(Call call) {
        SharedTarget shared = call.pool() == poolId ? objects.get(call.object()) : null;
        if (shared == null) {
            throw SharedTarget.refusal(
                    call, "pool '" + poolName + "' has not given out such an object, or has ended", null);
        }
        return shared;
    }

    /** The pool has ended. */
    void clear() {
        objects.clear();
    }
}
