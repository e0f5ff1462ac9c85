package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.MappedBuffer;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.handle.SharedProxy;
import io.github.processpool.internal.wire.handle.Sharing;
import java.io.InvalidObjectException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side of what is shared: turns the handles that the parent sends into proxies, whose calls the
 * {@link SharedCalls} make, and into views of buffers.
 *
 * <p><b>Thread safety:</b> any thread. The calls are set once, before the first task is read.
 */
final class SharedView implements Sharing {

    private final ClassLoader loader;
    /** All that this worker has been given, for as long as it lives. */
    private final Map<SharedHandle, Object> proxies = new ConcurrentHashMap<>();
    /** Volatile because it is set by the loop and read by tasks. */
    private volatile @Nullable SharedCalls calls;

    SharedView(ClassLoader loader) {
        this.loader = loader;
    }

    void connect(SharedCalls made) {
        calls = made;
    }

    /** A handle of another pool means nothing to this worker's parent. */
    @Override
    public void check(SharedHandle handle) throws InvalidObjectException {
        if (!proxies.containsKey(handle)) {
            throw new InvalidObjectException(
                    handle + " does not come from this worker's pool, and can't be used in it");
        }
    }

    @Override
    public Object resolve(SharedHandle handle) throws InvalidObjectException {
        Object known = proxies.get(handle);
        return known != null ? known : make(handle);
    }

    @Override
    public Object resolve(BufferHandle handle) {
        return MappedBuffer.opened(handle);
    }

    private Object make(SharedHandle handle) throws InvalidObjectException {
        try {
            Class<?> type = Class.forName(handle.type(), false, loader);
            Object proxy = SharedProxy.make(
                    type, handle, handle + " of the parent", (method, arguments) -> call(handle, method, arguments));
            Object earlier = proxies.putIfAbsent(handle, proxy);
            return earlier == null ? proxy : earlier;
        } catch (ClassNotFoundException | IllegalArgumentException | LinkageError e) {
            InvalidObjectException failure = new InvalidObjectException(handle + " can't be used in this worker: " + e);
            failure.initCause(e);
            throw failure;
        }
    }

    private @Nullable Object call(SharedHandle handle, Method method, @Nullable Object[] arguments) throws Throwable {
        Object proxy = proxies.get(handle);
        if (method.getName().equals("drainTo")
                && proxy instanceof BlockingQueue<?> queue
                && method.getDeclaringClass().isAssignableFrom(BlockingQueue.class)) {
            int most = arguments.length == 2 ? (int) Objects.requireNonNull(arguments[1]) : Integer.MAX_VALUE;
            return drain(queue, Objects.requireNonNull(arguments[0]), most);
        }
        return Objects.requireNonNull(calls, "no calls yet").call(handle, method, arguments);
    }

    /** One by one: the parent could only fill a copy of the collection, and what was drained would be lost. */
    @SuppressWarnings({"unchecked", "UndefinedEquals"
    }) // The caller's compiler has checked that the collection takes the elements.
    private static int drain(Queue<?> queue, Object target, int most) {
        if (queue.equals(target)) { // Both are proxies then, and those of one object are equal.
            throw new IllegalArgumentException("a queue can't be drained to itself");
        }
        int count = 0;
        while (count < most) {
            Object element = queue.poll();
            if (element == null) {
                break;
            }
            ((Collection<Object>) target).add(element);
            count++;
        }
        return count;
    }
}
