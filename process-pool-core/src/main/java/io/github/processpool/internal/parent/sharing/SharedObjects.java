package io.github.processpool.internal.parent.sharing;

import io.github.processpool.SharedCallRefusedException;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.Codec;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a pool has given out, and the calls of them that a worker may make: gives each a proxy, knows it again when
 * it comes back, and finds for a call the object and the method. Objects are kept until the pool ends.
 *
 * <p>It makes no call; each thread of a worker that calls has a {@link SharedCaller} for that.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class SharedObjects implements Sharing {

    private final String poolName;
    /** Not to be guessed, so that a handle of another pool, or of an earlier one, can't be mistaken for one of this. */
    private final long poolId = new SecureRandom().nextLong();

    private final long maxPayload;
    private final PoolLock lock;
    private final ThreadFactory threads;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Shared> objects = new ConcurrentHashMap<>();
    /** Those that a thread runs for. */
    private final Set<SharedCaller> callers = ConcurrentHashMap.newKeySet();

    /**
     * An object that was given out.
     *
     * @param handle names it
     * @param type the interface that it was shared as
     * @param target the object
     * @param proxy what the user got
     * @param methods what may be called, by signature
     */
    record Shared(SharedHandle handle, Class<?> type, Object target, Object proxy, Map<String, Method> methods) {}

    public SharedObjects(String poolName, long maxPayload, PoolLock lock, ThreadFactory threads) {
        this.poolName = poolName;
        this.maxPayload = maxPayload;
        this.lock = lock;
        this.threads = threads;
    }

    // -- Giving out --

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
        objects.put(handle.id(), new Shared(handle, type, target, proxy, Map.copyOf(methods)));
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
        Shared shared = objects.get(handle.id());
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
        Shared shared = objects.get(handle.id());
        return shared != null && shared.handle().equals(handle);
    }

    // -- Calls --

    /** Makes what takes the calls of one worker. */
    public WorkerCalls callsOf(WorkerLink worker, Codec codec) {
        return new WorkerCalls(worker, codec, this, maxPayload);
    }

    /** Finds what a worker wants to call, which it may have made up. */
    Shared find(Call call) {
        Shared shared = call.pool() == poolId ? objects.get(call.object()) : null;
        if (shared == null) {
            throw new SharedCallRefusedException(
                    "Call of " + call.method() + " refused: pool '" + poolName
                            + "' has not given out such an object, or has ended",
                    null);
        }
        return shared;
    }

    /** Finds a method of the interface that an object was shared as; there are no others. */
    Method method(Shared shared, Call call) {
        Method method = shared.methods().get(call.method());
        if (method == null) {
            throw new SharedCallRefusedException(
                    "Call of " + call.method() + " refused: "
                            + shared.type().getName() + ", which " + shared.handle()
                            + " was shared as, has no such method",
                    null);
        }
        return method;
    }

    PoolLock lock() {
        return lock;
    }

    /** Starts the thread of a caller; throws OutOfMemoryError if there can't be one. */
    void start(SharedCaller caller) {
        callers.add(caller);
        try {
            Thread thread = threads.newThread(() -> {
                try {
                    caller.run();
                } finally {
                    callers.remove(caller);
                }
            });
            caller.runOn(thread);
            thread.start();
        } catch (Error e) {
            callers.remove(caller);
            throw e;
        }
    }

    /** The pool has ended, and all of its workers with it. */
    public void close() {
        objects.clear();
        callers.forEach(SharedCaller::giveUp);
    }
}
