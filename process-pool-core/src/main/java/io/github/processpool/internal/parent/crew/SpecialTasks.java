package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds, for the {@link Workload}, the message that runs a task in one worker: a plain one, or one that tells which attempt it is, or
 * whose guest. Remembers what the worker has been told of the spaces of guests.
 *
 * <p>A space that is closed is forgotten by the worker, with all that was defined in it. Should a guest of it be sent later, because it
 * waited or is tried again, the worker is told anew, and forgets again: so nothing of a session that is over stays there.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class SpecialTasks {

    private final WorkerLink link;
    /** The numbers that the worker has been told, by space. */
    private final Map<Integer, BitSet> told = new HashMap<>();

    SpecialTasks(WorkerLink link) {
        this.link = link;
    }

    /** Tells the worker what has to be known before, and returns what is to be posted then. */
    Message prepare(PendingTask<?> task, Run run, int[] definitions) {
        GuestTask guest = task.guest();
        int lost = task.where().attempts();
        if (guest != null) {
            define(guest.space(), definitions);
            return new SpecialRun(run, guest.space().number(), guest.attempt() + lost, guest.key(), guest.submitter());
        }
        link.define(definitions);
        return lost == 0 ? run : new SpecialRun(run, 0, lost + 1, "", "");
    }

    /** A number without a meaning is the worker's to complain of: it fails the task that uses it. */
    private void define(GuestSpace space, int[] numbers) {
        for (int number : numbers) {
            Define define = space.definition(number);
            if (define != null && !isTold(space, number)) {
                tell(space, number, define);
            }
        }
    }

    private boolean isTold(GuestSpace space, int number) {
        BitSet numbers = told.get(space.number());
        return numbers != null && numbers.get(number);
    }

    /** Neither told twice, which the worker would take for an attack, nor taken for told though there was no memory for that. */
    private void tell(GuestSpace space, int number, Define define) {
        BitSet numbers = told.computeIfAbsent(space.number(), key -> new BitSet());
        boolean done = false;
        numbers.set(number);
        try {
            link.post(new GuestDefine(space.number(), define));
            done = true;
        } finally {
            if (!done) {
                numbers.clear(number);
            }
        }
    }

    /** A task has been posted. */
    void posted(PendingTask<?> task) {
        GuestTask guest = task.guest();
        if (guest != null && guest.space().isClosed()) {
            forget(guest.space().number());
        }
    }

    /** Has the worker forget a space; returns whether it has known it. */
    boolean forget(int space) {
        if (!told.containsKey(space)) {
            return false;
        }
        link.post(new ForgetSpace(space)); // First: without memory for that it is tried again.
        told.remove(space);
        return true;
    }
}
