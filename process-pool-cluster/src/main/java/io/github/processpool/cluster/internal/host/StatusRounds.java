package io.github.processpool.cluster.internal.host;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskState;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells submitters what runs: a task that has run for a short while, and then what has changed, from time to time. Asks the futures of
 * the guests, and is silent while there are none.
 *
 * <p><b>Thread safety:</b> the clock's thread, but for {@link #start}, which needs the engine's lock.
 */
final class StatusRounds {

    /** A task that ends sooner is not worth a word. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long CHANGED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String pool;
    private final EngineLock lock;
    private final ClusterClock clock;
    private final Supplier<List<Guest>> guests;
    /** Called for each guest in turn, without the lock. */
    private final Consumer<Guest> onLook;
    /** Guarded by the engine's lock. */
    private boolean due;

    private record Seen(Guest guest, boolean runs, long pid, Optional<Progress> progress) {}

    StatusRounds(
            String pool, EngineLock lock, ClusterClock clock, Supplier<List<Guest>> guests, Consumer<Guest> onLook) {
        this.pool = pool;
        this.lock = lock;
        this.clock = clock;
        this.guests = guests;
        this.onLook = onLook;
    }

    /** There is a guest. */
    void start() {
        if (!due) {
            goOn(SOON_NANOS);
        }
    }

    private void goOn(long pauseNanos) {
        lock.after(pauseNanos, this::round);
        due = true; // Only if it will.
    }

    private void round() {
        List<Guest> here;
        try (var held = lock.hold()) {
            here = guests.get();
        }
        here.forEach(onLook);
        List<Seen> seen = here.stream().map(StatusRounds::look).toList();
        try (var held = lock.hold()) {
            long now = clock.now();
            Map<Submitter, List<Seen>> news = new LinkedHashMap<>();
            boolean soon = false;
            for (Seen one : seen) {
                boolean told = isNews(one, now);
                if (told) {
                    news.computeIfAbsent(one.guest.submitter, submitter -> new ArrayList<>())
                            .add(one);
                }
                soon |= !told && one.guest.toldNanos == 0;
            }
            news.forEach((submitter, some) -> tell(submitter, some, now));
            due = false;
            if (!here.isEmpty()) {
                goOn(soon ? SOON_NANOS : CHANGED_NANOS);
            }
        }
    }

    private void tell(Submitter submitter, List<Seen> news, long now) {
        submitter.session.send(
                new Status(pool, news.stream().map(seen -> running(seen, now)).toList()));
        for (Seen seen : news) {
            seen.guest.toldNanos = now;
            seen.guest.progress = seen.progress;
        }
    }

    private static Seen look(Guest guest) {
        ProcessFuture<?> future = guest.future;
        if (future == null || future.taskState() != TaskState.RUNNING) {
            return new Seen(guest, false, 0, Optional.empty());
        }
        return new Seen(guest, true, future.workerPid().orElse(0), future.progress());
    }

    private static boolean isNews(Seen seen, long now) {
        Guest guest = seen.guest;
        if (!seen.runs || guest.state == Guest.State.ENDED) {
            return false;
        }
        if (guest.beganNanos == 0) {
            guest.beganNanos = now;
            return false;
        }
        return guest.toldNanos == 0 || now - guest.toldNanos >= CHANGED_NANOS && !seen.progress.equals(guest.progress);
    }

    private static Running running(Seen seen, long now) {
        return new Running(seen.guest.ticket, seen.pid, now - seen.guest.beganNanos, seen.progress);
    }
}
