package io.github.processpool.internal.parent.memory;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.TimerThread;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.system.ContainerMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Ends one worker before the container's limit ends everything: has the {@link MemoryRelief} look at the container from time to
 * time, and knows all pools of this JVM, which it asks for their workers. One for all pools; it comes with the first and goes with
 * the last, and without a limit there is none.
 *
 * <p>It does not look after what a single worker may have; that is the {@link MemoryLimit}.
 *
 * <p><b>Thread safety:</b> pools join and leave on any thread, under the lock of the class; all else happens on the watchdog's
 * thread. It calls pools without that lock.
 */
public final class MemoryWatchdog implements Runnable {

    private static final Logger log = PoolLoggers.of(MemoryWatchdog.class);
    private static final long MEGABYTE = 1024L * 1024L;

    private static final Object CLASS_LOCK = new Object();
    /** Guarded by CLASS_LOCK; replaced by tests. */
    private static Supplier<ContainerMemory> containers = ContainerMemory::ofThisProcess;
    /** Guarded by CLASS_LOCK; replaced by tests. */
    private static long parentHeap = Runtime.getRuntime().maxMemory();
    /** Guarded by CLASS_LOCK. */
    private static @Nullable MemoryWatchdog shared;

    private final ContainerMemory container;
    private final LongSupplier clock;
    private final MemoryRelief relief;
    /** Guarded by CLASS_LOCK. */
    private final List<Member> members = new ArrayList<>();
    /** Guarded by CLASS_LOCK. */
    private boolean over;

    /** A pool, as the watchdog sees it. */
    interface Member {

        /** Returns the name for messages. */
        String name();

        /** Returns how much the heaps of its workers may take together. */
        long heapBytes();

        /** Returns its workers that have a process. */
        List<Candidate> candidates();

        /** Kills one of them; the words say why, as the end of a sentence that begins with the worker. */
        void end(Candidate candidate, String words);
    }

    /** A worker that may have to go. */
    record Candidate(WorkerLink worker, long pid, boolean busy, String task) {}

    private MemoryWatchdog(ContainerMemory container, LongSupplier clock) {
        this.container = container;
        this.clock = clock;
        this.relief = new MemoryRelief(container, this::members, clock.getAsLong());
    }

    private List<Member> members() {
        synchronized (CLASS_LOCK) {
            return List.copyOf(members);
        }
    }

    // -- Pools come and go --

    /** A pool has opened: it is watched from now on, and told if the heaps of all pools and this JVM are too much for the container. */
    public static void join(Member member) {
        List<Member> pools;
        long limit;
        long parent;
        synchronized (CLASS_LOCK) {
            MemoryWatchdog watchdog = shared == null ? start() : shared;
            if (watchdog == null) {
                return;
            }
            shared = watchdog;
            watchdog.members.add(member);
            pools = watchdog.members();
            limit = watchdog.container.limitBytes().orElse(Long.MAX_VALUE);
            parent = parentHeap;
        }
        checkBudget(pools, member, parent, limit);
    }

    /** Under CLASS_LOCK: null without a limit. If there is no memory for a thread, the next pool may have more luck. */
    private static @Nullable MemoryWatchdog start() {
        ContainerMemory container = containers.get();
        if (container.read().isEmpty()) {
            return null;
        }
        MemoryWatchdog watchdog = new MemoryWatchdog(container, TimerThread::clock);
        // It outlives the pool that happens to be the first, so it inherits nothing from the one who opens that.
        Thread thread = new Thread(null, watchdog, "process-pool-memory-watchdog", 0, false);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.setDaemon(true);
        thread.start();
        return watchdog;
    }

    /** A pool has ended. Does nothing if it has never joined. */
    public static void leave(Member member) {
        synchronized (CLASS_LOCK) {
            MemoryWatchdog watchdog = shared;
            if (watchdog != null && watchdog.members.remove(member) && watchdog.members.isEmpty()) {
                watchdog.over = true;
                shared = null;
                CLASS_LOCK.notifyAll();
            }
        }
    }

    /** For tests: where limits are read from while no pool is open, and how large the heap of this JVM is then. */
    static void readFrom(Supplier<ContainerMemory> source, long heapOfThisJvm) {
        synchronized (CLASS_LOCK) {
            containers = source;
            parentHeap = heapOfThisJvm;
        }
    }

    private static void checkBudget(List<Member> pools, Member joined, long parent, long limit) {
        long sum = pools.stream().mapToLong(Member::heapBytes).sum();
        if (sum + parent > limit) {
            log.warn(
                    "The workers of the process pools {} may take {} MB of heap together (workerHeap times maxWorkers and"
                            + " spareWorkers; the last pool has {} MB of that) and this JVM {} MB, but this container has only {}"
                            + " MB. Give workers less with workerHeap (process-pool.worker-heap), have fewer with maxWorkers"
                            + " (process-pool.max-workers), or give this JVM less with -Xmx or -XX:MaxRAMPercentage",
                    pools.stream().map(Member::name).toList(),
                    sum / MEGABYTE,
                    joined.heapBytes() / MEGABYTE,
                    parent / MEGABYTE,
                    limit / MEGABYTE);
        }
    }

    // -- The watchdog's thread --

    @Override
    public void run() {
        long pause = MemoryRelief.PAUSE_MILLIS;
        while (awaitTurn(pause)) {
            try {
                pause = relief.look(clock.getAsLong());
            } catch (RuntimeException | Error e) {
                complain(e);
                pause = MemoryRelief.PAUSE_MILLIS;
            }
        }
    }

    private static void complain(Throwable problem) {
        try {
            log.error("The memory watchdog of the process pools failed once; this is a bug of the library", problem);
        } catch (RuntimeException | Error e) {
            // There may be no memory for words, and the next look has its turn all the same.
        }
    }

    /** False when the last pool has gone. */
    private boolean awaitTurn(long millis) {
        long deadline = clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (CLASS_LOCK) {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!over && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(CLASS_LOCK, left);
                } catch (InterruptedException e) {
                    return false; // Nobody has a reason to; but whoever does wants the thread to end.
                }
                left = deadline - clock.getAsLong();
            }
            return !over;
        }
    }
}
