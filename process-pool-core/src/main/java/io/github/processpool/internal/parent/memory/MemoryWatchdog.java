package io.github.processpool.internal.parent.memory;

import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.system.ContainerMemory;
import io.github.processpool.internal.system.ContainerMemory.Usage;
import io.github.processpool.internal.system.ResidentMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends one worker before the container's limit ends everything: looks at the {@link ContainerMemory}, asks all pools of this JVM
 * for their workers, and lets the pool of the largest one kill it. One for all pools; it comes with the first and goes with the
 * last, and without a limit there is none.
 *
 * <pre>{@code
 * WATCHING -> RELIEVING   too little is left, and a worker was killed
 *             RELIEVING -> WATCHING   half of what it had is back, or that takes too long
 * }</pre>
 *
 * <p>It does not look after what a single worker may have; that is the {@link MemoryLimit}.
 *
 * <p><b>Thread safety:</b> pools join and leave on any thread, under the lock of the class; all else happens on the watchdog's
 * thread. It calls pools without that lock.
 */
public final class MemoryWatchdog implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(MemoryWatchdog.class);
    private static final long MEGABYTE = 1024L * 1024L;
    /** A twentieth of the limit is to be left, within these bounds. */
    private static final int HEADROOM_PART = 20;

    private static final long SMALLEST_HEADROOM = 32 * MEGABYTE;
    private static final long LARGEST_HEADROOM = 512 * MEGABYTE;
    private static final long PAUSE_MILLIS = 1000;
    private static final long PAUSE_WHEN_NEAR_MILLIS = 100;
    private static final long RELIEF_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WORDS_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Object CLASS_LOCK = new Object();
    /** Guarded by CLASS_LOCK; replaced by tests. */
    private static Supplier<ContainerMemory> containers = ContainerMemory::ofThisProcess;
    /** Guarded by CLASS_LOCK. */
    private static @Nullable MemoryWatchdog shared;

    private final ContainerMemory container;
    /** Guarded by CLASS_LOCK. */
    private final List<Member> members = new ArrayList<>();
    /** Guarded by CLASS_LOCK. */
    private boolean over;

    // -- Used by the watchdog's thread only --
    private @Nullable Relief relief;
    private long quietUntil = System.nanoTime();

    /** A pool, as the watchdog sees it. */
    interface Member {

        /** How it is called. */
        String name();

        /** What the heaps of its workers may take together. */
        long heapBytes();

        /** Its workers that have a process. */
        List<Candidate> candidates();

        /** Kills one of them; the words say why, as the end of a sentence that begins with the worker. */
        void end(Candidate candidate, String words);
    }

    /** A worker that may have to go. */
    record Candidate(WorkerLink worker, long pid, boolean busy, String task) {}

    private record Choice(Member member, Candidate candidate, long residentBytes) {

        /** Nobody loses anything with a worker that is not busy, so it goes before one up to twice as large. */
        long weight() {
            return candidate.busy() ? residentBytes : 2 * residentBytes;
        }
    }

    /** What is waited for after a kill. */
    private record Relief(long usedAtMost, long deadline) {}

    private MemoryWatchdog(ContainerMemory container) {
        this.container = container;
    }

    // -- Pools come and go --

    /** A pool has opened: it is watched from now on, and told if the heaps of all pools are too much for the container. */
    public static void join(Member member) {
        List<Member> pools;
        long limit;
        synchronized (CLASS_LOCK) {
            MemoryWatchdog watchdog = shared;
            if (watchdog == null) {
                ContainerMemory container = containers.get();
                if (container.read().isEmpty()) {
                    return;
                }
                watchdog = new MemoryWatchdog(container);
                // It outlives the pool that happens to be the first, so it inherits nothing from who opens that.
                Thread thread = new Thread(null, watchdog, "process-pool-memory-watchdog", 0, false);
                thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
                thread.setDaemon(true);
                thread.start();
                shared = watchdog; // If there is no memory for a thread, the next pool may have more luck.
            }
            watchdog.members.add(member);
            pools = List.copyOf(watchdog.members);
            limit = watchdog.container.limitBytes().orElse(Long.MAX_VALUE);
        }
        checkBudget(pools, member, limit);
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

    /** For tests: where limits are read from while no pool is open. */
    static void readFrom(Supplier<ContainerMemory> source) {
        synchronized (CLASS_LOCK) {
            containers = source;
        }
    }

    private static void checkBudget(List<Member> pools, Member joined, long limit) {
        long sum = pools.stream().mapToLong(Member::heapBytes).sum();
        if (sum > limit) {
            log.warn(
                    "The workers of the process pools {} may take {} MB of heap together (workerHeap times maxWorkers and"
                            + " spareWorkers; the last pool has {} MB of that), but this container has only {} MB. Give"
                            + " workers less with workerHeap, or have fewer with maxWorkers",
                    pools.stream().map(Member::name).toList(),
                    sum / MEGABYTE,
                    joined.heapBytes() / MEGABYTE,
                    limit / MEGABYTE);
        }
    }

    // -- The watchdog's thread --

    @Override
    public void run() {
        long pause = PAUSE_MILLIS;
        while (awaitTurn(pause)) {
            try {
                pause = look(System.nanoTime());
            } catch (RuntimeException | Error e) {
                log.error("The memory watchdog of the process pools failed once; this is a bug of the library", e);
                pause = PAUSE_MILLIS;
            }
        }
    }

    /** False when the last pool has gone. */
    private boolean awaitTurn(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (CLASS_LOCK) {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!over && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(CLASS_LOCK, left);
                } catch (InterruptedException e) {
                    return false; // Nobody has a reason to; but whoever does wants the thread to end.
                }
                left = deadline - System.nanoTime();
            }
            return !over;
        }
    }

    /** Returns how many milliseconds later to look again. */
    private long look(long now) {
        Optional<Usage> read = container.read();
        if (read.isEmpty()) {
            return PAUSE_MILLIS;
        }
        Usage usage = read.get();
        long headroom = headroom(usage.limitBytes());
        Relief wanted = relief;
        if (wanted != null && usage.usedBytes() > wanted.usedAtMost() && now - wanted.deadline() < 0) {
            return PAUSE_WHEN_NEAR_MILLIS;
        }
        relief = null;
        if (usage.freeBytes() < headroom) {
            endLargest(usage, headroom, now);
        }
        return usage.freeBytes() < 4 * headroom ? PAUSE_WHEN_NEAR_MILLIS : PAUSE_MILLIS;
    }

    /** How much of a limit has to be left. */
    static long headroom(long limit) {
        long part = Math.max(SMALLEST_HEADROOM, Math.min(LARGEST_HEADROOM, limit / HEADROOM_PART));
        return Math.min(part, limit / 4);
    }

    private void endLargest(Usage usage, long headroom, long now) {
        List<Member> pools;
        synchronized (CLASS_LOCK) {
            pools = List.copyOf(members);
        }
        List<Choice> choices = new ArrayList<>();
        for (Member pool : pools) {
            for (Candidate candidate : pool.candidates()) {
                choices.add(new Choice(pool, candidate, ResidentMemory.of(candidate.pid())));
            }
        }
        // Smaller ones would have to go one after the other, and it would not help.
        Optional<Choice> choice = choices.stream()
                .filter(each -> each.residentBytes() >= Math.min(headroom / 2, SMALLEST_HEADROOM / 2))
                .max(Comparator.comparingLong(Choice::weight));
        if (choice.isPresent()) {
            Choice chosen = choice.get();
            relief = new Relief(usage.usedBytes() - chosen.residentBytes() / 2, now + RELIEF_PATIENCE_NANOS);
            chosen.member().end(chosen.candidate(), words(usage, chosen));
        } else if (now - quietUntil >= 0) {
            quietUntil = now + WORDS_PAUSE_NANOS;
            log.warn(
                    "This container is running out of memory, {} MB of {} MB are used, and no worker of a process pool is"
                            + " large enough to make a difference",
                    usage.usedBytes() / MEGABYTE,
                    usage.limitBytes() / MEGABYTE);
        }
    }

    private static String words(Usage usage, Choice chosen) {
        String task = chosen.candidate().task();
        return "was killed by its pool to keep the container from running out of memory: "
                + usage.usedBytes() / MEGABYTE + " MB of " + usage.limitBytes() / MEGABYTE
                + " MB were used, and of all workers it was the one to go, with "
                + chosen.residentBytes() / MEGABYTE + " MB"
                + (task.isEmpty() ? ", running no task" : ", running task '" + task + "'")
                + ". Give workers less with workerHeap, have fewer with maxWorkers, or give the container more memory";
    }
}
