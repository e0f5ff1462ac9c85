package io.github.processpool.internal.parent.memory;

import io.github.processpool.internal.parent.memory.MemoryWatchdog.Candidate;
import io.github.processpool.internal.parent.memory.MemoryWatchdog.Member;
import io.github.processpool.internal.parent.pool.PoolLoggers;
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

/**
 * Looks at the {@link ContainerMemory} when the {@link MemoryWatchdog} says so; when too little is left, lets the pool of the
 * largest worker kill it, and then waits until that has helped.
 *
 * <pre>{@code
 * WATCHING -> RELIEVING   too little is left, and a worker was killed
 *             RELIEVING -> WATCHING   half of what it had is back, or that takes too long
 * }</pre>
 *
 * <p><b>Thread safety:</b> used by the watchdog's thread only.
 */
final class MemoryRelief {

    static final long PAUSE_MILLIS = 1000;
    static final long PAUSE_WHEN_NEAR_MILLIS = 100;

    private static final Logger log = PoolLoggers.of(MemoryWatchdog.class);
    private static final long MEGABYTE = 1024L * 1024L;
    /** A twentieth of the limit is to be left, within these bounds. */
    private static final int HEADROOM_PART = 20;

    private static final long SMALLEST_HEADROOM = 32 * MEGABYTE;
    private static final long LARGEST_HEADROOM = 512 * MEGABYTE;
    private static final long RELIEF_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WORDS_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ContainerMemory container;
    private final Supplier<List<Member>> pools;

    private @Nullable Relief relief;
    private long quietUntil;

    /** A worker that would have to go, and the pool that it belongs to. */
    private record Choice(Member member, Candidate candidate, long residentBytes) {

        /** Nobody loses anything with a worker that is not busy, so it goes before one up to twice as large. */
        long weight() {
            return candidate.busy() ? residentBytes : 2 * residentBytes;
        }
    }

    /** The effect that is waited for after a kill. */
    private record Relief(long usedAtMost, long deadline) {}

    MemoryRelief(ContainerMemory container, Supplier<List<Member>> pools, long now) {
        this.container = container;
        this.pools = pools;
        this.quietUntil = now;
    }

    /** Returns how many milliseconds later to look again. */
    long look(long now) {
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

    /** Returns how much of a limit has to be left. */
    static long headroom(long limit) {
        long part = Math.max(SMALLEST_HEADROOM, Math.min(LARGEST_HEADROOM, limit / HEADROOM_PART));
        return Math.min(part, limit / 4);
    }

    private void endLargest(Usage usage, long headroom, long now) {
        // Smaller ones would have to go one after the other, and it would not help.
        Optional<Choice> choice = choices().stream()
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

    private List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (Member pool : pools.get()) {
            for (Candidate candidate : pool.candidates()) {
                choices.add(new Choice(pool, candidate, ResidentMemory.of(candidate.pid())));
            }
        }
        return choices;
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
