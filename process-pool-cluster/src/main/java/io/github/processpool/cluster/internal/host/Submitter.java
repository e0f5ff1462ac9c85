package io.github.processpool.cluster.internal.host;

import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.GuestSpace;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pool of the same name on another member, in one session: what it has here.
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
final class Submitter {

    private static final int REMEMBERED = 10_000;
    private static final long CANCELS_NANOS = TimeUnit.SECONDS.toNanos(60);

    final Session session;
    /** Null: its pool takes or sends no more tasks; those that are here end. */
    @Nullable
    Account account;
    /** Null: it has defined nothing yet. */
    @Nullable
    GuestSpace space;
    /** Whether the session is over: nothing is told any more. */
    boolean ended;

    final Map<Long, Guest> guests = new LinkedHashMap<>();
    private final Set<Long> past = new LinkedHashSet<>();
    /** Tickets of tasks that were cancelled before they came, and when. */
    private final Map<Long, Long> cancels = new LinkedHashMap<>();

    Submitter(Session session) {
        this.session = session;
    }

    /** Returns whether a task has come before. */
    boolean knows(long ticket) {
        return guests.containsKey(ticket) || past.contains(ticket);
    }

    /** A task has had its end, or is about to. */
    void remember(long ticket) {
        past.add(ticket);
        if (past.size() > REMEMBERED) {
            past.remove(past.iterator().next());
        }
    }

    /** A task that is not here is not wanted. */
    void expectNoMore(long ticket, long now) {
        cancels.values().removeIf(since -> now - since > CANCELS_NANOS);
        if (!past.contains(ticket) && cancels.size() < REMEMBERED) {
            cancels.put(ticket, now);
        }
    }

    /** Returns whether a task was cancelled before it came. */
    boolean isUnwanted(long ticket) {
        return cancels.remove(ticket) != null;
    }
}
