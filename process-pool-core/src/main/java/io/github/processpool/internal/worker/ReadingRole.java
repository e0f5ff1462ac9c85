package io.github.processpool.internal.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** prototype */
final class ReadingRole {

    enum Holder {
        LOOP,
        NOBODY,
        RUNNER
    }

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.LOOP);
    private volatile Thread loop;
    private volatile long reads;
    private volatile Throwable problem;
    private long readsSeen;

    // loop
    boolean isLoops() {
        return holder.get() == Holder.LOOP;
    }

    void give() {
        loop = Thread.currentThread();
        readsSeen = reads;
        holder.set(Holder.NOBODY);
    }

    void look() {
        LockSupport.parkNanos(this, LOOK_NANOS);
        long now = reads;
        if (now == readsSeen) {
            holder.compareAndSet(Holder.NOBODY, Holder.LOOP);
        }
        readsSeen = now;
        Throwable p = problem;
        if (p != null) {
            throw new IllegalStateException(p);
        }
    }

    // runner
    boolean take() {
        return holder.get() == Holder.NOBODY && holder.compareAndSet(Holder.NOBODY, Holder.RUNNER);
    }

    void release() {
        reads = reads + 1;
        holder.set(Holder.NOBODY);
    }

    void giveBack() {
        holder.set(Holder.LOOP);
        LockSupport.unpark(loop);
    }

    void fail(Throwable p) {
        problem = p;
        giveBack();
    }

    // any
    void summon() {
        if (holder.get() == Holder.NOBODY && holder.compareAndSet(Holder.NOBODY, Holder.LOOP)) {
            LockSupport.unpark(loop);
        }
    }
}
