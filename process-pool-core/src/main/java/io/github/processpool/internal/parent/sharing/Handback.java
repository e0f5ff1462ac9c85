package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.Shortage;
import io.github.processpool.internal.wire.handle.SharedHandle;
import java.lang.reflect.Method;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * How to undo a call whose caller has died before it had the answer: an element that was taken from a queue goes back, a lock
 * that was taken is released. Calls of other interfaces can't be undone.
 *
 * <p><b>Thread safety:</b> immutable; performed by the thread that has made the call.
 */
final class Handback {

    private static final Logger log = PoolLoggers.of(Handback.class);
    private static final Set<String> FROM_HEAD =
            Set.of("take", "poll", "remove", "pop", "takeFirst", "pollFirst", "removeFirst");
    private static final Set<String> FROM_TAIL = Set.of("takeLast", "pollLast", "removeLast");
    private static final Set<String> LOCKING = Set.of("lock", "lockInterruptibly", "tryLock");

    private final SharedHandle object;
    private final Attempt attempt;
    private final Action action;
    private final String what;

    /** Undoes it. */
    @FunctionalInterface
    private interface Action {
        void run() throws InterruptedException;
    }

    /** Undoes it if that is possible without waiting; says whether it was. */
    @FunctionalInterface
    private interface Attempt {
        boolean succeeds();
    }

    private Handback(SharedHandle object, String what, Attempt attempt, Action action) {
        this.attempt = attempt;
        this.object = object;
        this.what = what;
        this.action = action;
    }

    /**
     * Returns how to undo a call that has returned; null if there is nothing to undo, or no way.
     *
     * @param object names the target in messages
     * @param type the interface that the target was shared as
     */
    static @Nullable Handback of(
            SharedHandle object, Class<?> type, Object target, Method method, @Nullable Object result) {
        String name = method.getName();
        if (result != null
                && Queue.class.isAssignableFrom(type)
                && target instanceof Queue<?> queue
                && takesNoElement(method)) {
            if (FROM_HEAD.contains(name)) {
                return element(object, queue, result, true);
            } else if (FROM_TAIL.contains(name)) {
                return element(object, queue, result, false);
            }
        }
        if (Lock.class.isAssignableFrom(type)
                && target instanceof Lock lock
                && LOCKING.contains(name)
                && !Boolean.FALSE.equals(result)) {
            return new Handback(object, "A lock", () -> unlocked(lock), lock::unlock);
        }
        return null;
    }

    private static Handback element(SharedHandle object, Queue<?> queue, Object element, boolean head) {
        return new Handback(
                object, "An element", () -> offer(queue, element, head), () -> putBack(queue, element, head));
    }

    private static boolean unlocked(Lock lock) {
        lock.unlock();
        return true;
    }

    /** Unlike {@code remove(Object)}, which returns no element. */
    private static boolean takesNoElement(Method method) {
        return method.getParameterCount() != 1;
    }

    /** To the end that it was taken from where the queue has two, else to the tail. */
    @SuppressWarnings("unchecked") // It was in this queue.
    private static boolean offer(Queue<?> queue, Object element, boolean head) {
        if (queue instanceof Deque<?> deque) {
            Deque<Object> both = (Deque<Object>) deque;
            return head ? both.offerFirst(element) : both.offerLast(element);
        }
        return ((Queue<Object>) queue).offer(element);
    }

    /** Puts it back; waits if the queue is full by now. */
    @SuppressWarnings("unchecked") // It was in this queue.
    private static void putBack(Queue<?> queue, Object element, boolean head) throws InterruptedException {
        if (offer(queue, element, head)) {
            return;
        }
        if (queue instanceof BlockingDeque<?> deque && head) {
            ((BlockingDeque<Object>) deque).putFirst(element);
        } else if (queue instanceof BlockingQueue<?> blocking) {
            ((BlockingQueue<Object>) blocking).put(element);
        } else {
            throw new IllegalStateException("the queue is full");
        }
    }

    /** Undoes it unless that has to wait for room, or for memory; false if so. */
    boolean attempt() {
        try {
            return attempt.succeeds();
        } catch (RuntimeException | Error e) {
            if (Shortage.is(e)) {
                return false;
            }
            complain("{} of {} could not be given back after its taker could not read it", e);
            return true;
        }
    }

    void perform() {
        try {
            action.run();
        } catch (InterruptedException | RuntimeException | Error e) {
            complain("{} of {} could not be given back after its taker had died", e);
        }
    }

    private void complain(String words, Throwable problem) {
        try {
            log.error(words, what, object, problem);
        } catch (RuntimeException | Error e) {
            // There may be no memory for words, and others still have to be given back.
        }
    }
}
