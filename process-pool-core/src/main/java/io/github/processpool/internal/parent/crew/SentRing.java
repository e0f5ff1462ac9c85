package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one {@link Workload} by their tickets. Each sending has a ticket, one higher than the last; tickets that are waited for
 * are never as far apart as the page has entries, so a ring of that size holds their tasks. The {@link Headcount} learns how many
 * there are. It sends nothing.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class SentRing {

    private final Headcount headcount;
    private final @Nullable PendingTask<?>[] sent = new PendingTask<?>[Scoreboard.ENTRIES];
    private long lastTicket;
    /** No lower ticket is waited for; one higher than the last if none is. */
    private long firstTicket = 1;

    private int count;

    SentRing(Headcount headcount) {
        this.headcount = headcount;
    }

    /** Returns the lowest ticket that is waited for; one higher than the last if none is. */
    long firstTicket() {
        return firstTicket;
    }

    /** Returns the ticket of the last sending; 0 if there was none. */
    long lastTicket() {
        return lastTicket;
    }

    /** Returns whether there is an entry for the next ticket. */
    boolean hasRoom() {
        return sent[index(lastTicket + 1)] == null;
    }

    /** A task has been sent with the next ticket. */
    void add(PendingTask<?> task) {
        headcount.onLoad(count, count + 1);
        sent[index(lastTicket + 1)] = task;
        lastTicket++;
        count++;
    }

    /** From time to time: derives anew what an error between two steps has left behind. */
    void repair() {
        int tasks = 0;
        for (long ticket = firstTicket; ticket <= lastTicket; ticket++) {
            PendingTask<?> task = sent[index(ticket)];
            if (task != null && task.where().hasLeftProcess()) { // It has been answered.
                sent[index(ticket)] = null;
            } else if (task != null) {
                tasks++;
            }
        }
        headcount.onLoad(count, tasks);
        count = tasks;
        skipAnswered();
    }

    void remove(long ticket) {
        if (taskOf(ticket) == null) {
            return;
        }
        headcount.onLoad(count, count - 1);
        sent[index(ticket)] = null;
        count--;
        skipAnswered();
    }

    private void skipAnswered() {
        while (firstTicket <= lastTicket && sent[index(firstTicket)] == null) {
            firstTicket++;
        }
    }

    /** Nothing is waited for. */
    void clear() {
        for (long ticket = firstTicket; ticket <= lastTicket; ticket++) {
            sent[index(ticket)] = null;
        }
        headcount.onLoad(count, 0);
        firstTicket = lastTicket + 1;
        count = 0;
    }

    private static int index(long ticket) {
        return (int) (ticket % Scoreboard.ENTRIES);
    }

    /** Returns what was sent with a ticket; null if it is not waited for. */
    @Nullable
    PendingTask<?> taskOf(long ticket) {
        return ticket < firstTicket || ticket > lastTicket ? null : sent[index(ticket)];
    }

    /** Returns the first task; null if there is none. */
    @Nullable
    PendingTask<?> first() {
        return taskOf(firstTicket);
    }

    /** Returns how many there are. */
    int count() {
        return count;
    }

    /** Returns a copy, in the order of sending. */
    List<PendingTask<?>> tasks() {
        List<PendingTask<?>> tasks = new ArrayList<>(count);
        for (long ticket = firstTicket; ticket <= lastTicket; ticket++) {
            PendingTask<?> task = sent[index(ticket)];
            if (task != null) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    /** Returns how many the worker has not begun, as its page says; with or without guests. */
    int countNotBegun(Scoreboard page, boolean guests) {
        int notBegun = 0;
        for (long ticket = firstTicket; ticket <= lastTicket; ticket++) {
            PendingTask<?> task = sent[index(ticket)];
            if (task != null && page.hasNotBegun(ticket) && (guests || task.guest() == null)) {
                notBegun++;
            }
        }
        return notBegun;
    }

    /** Returns the smallest number of tasks that may be sent ahead of one of these, or the most that is given. */
    int depth(int most) {
        int depth = most;
        for (long ticket = firstTicket; ticket <= lastTicket; ticket++) {
            PendingTask<?> task = sent[index(ticket)];
            depth = task == null ? depth : Math.min(depth, task.profile().depth());
        }
        return depth;
    }
}
