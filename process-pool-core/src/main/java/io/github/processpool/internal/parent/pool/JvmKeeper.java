package io.github.processpool.internal.parent.pool;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while tasks are unfinished, by a thread that is no daemon; an idle pool does not. The thread stays for a
 * moment after the last task, so that not every task makes a new one.
 *
 * <p><b>Thread safety:</b> any thread may ask to be kept.
 */
public final class JvmKeeper {

    private static final long LOOK_NANOS = 100_000_000;

    private final ThreadFactory threads;
    private final AtomicBoolean keeping = new AtomicBoolean();
    /** Set by who makes it; volatile for who wakes it. */
    private volatile @Nullable Thread thread;

    /** Makes its thread when there is something to keep the JVM for. */
    public JvmKeeper(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Keeps the JVM as long as the condition holds, which is to be true now; always the same condition. */
    public void keepWhile(BooleanSupplier condition) {
        if (!keeping.get() && keeping.compareAndSet(false, true)) {
            try {
                Thread keeper = threads.newThread(() -> run(condition));
                keeper.setDaemon(false);
                thread = keeper;
                keeper.start();
            } catch (Throwable e) {
                keeping.set(false); // No thread can be made now; the next task tries again.
            }
        }
    }

    /** No task will come any more: the thread ends as soon as the last one is over. */
    public void release() {
        LockSupport.unpark(thread);
    }

    private void run(BooleanSupplier condition) {
        while (holds(condition)) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        keeping.set(false);
        // A task that came after the last look has found the keeper still there.
        if (holds(condition)) {
            keepWhile(condition);
        }
    }

    /** One that can't be asked for want of memory is asked again later. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (VirtualMachineError e) {
            return true;
        }
    }
}
