package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.function.LongSupplier;

/**
 * Where a worker lives, as far as the {@link WorkerLoop} and the {@link TaskRunner} have to know: in a process of its own, which
 * ends with it, or on threads of a JVM that goes on.
 *
 * <p><b>Thread safety:</b> the loop and the runner call, each the methods that are meant for it.
 */
interface Habitat {

    /** The loop, now and then: whether nobody is left to work for. */
    boolean isParentGone();

    /** The loop, now and then: whether the heap is the worker's and nobody else's. */
    boolean ownsHeap();

    /** The runner, when it is made: the reader of its tasks, in place of that of its codec. */
    TaskReader equip(TaskReader reader);

    /**
     * The loop, before anything runs: log events have somewhere to go.
     *
     * @param channel takes them
     * @param ticket tells which task runs
     */
    void connectLog(MessageChannel channel, LongSupplier ticket);

    /** The loop: the levels from which on the parent wants to hear of loggers. */
    void setLogLevels(LogLevels levels);

    /** The runner: code of the user's has run, be it a task or not; its log events are to be complete. */
    void settleLog();

    /** The runner: closes the output of a task; returns whether the parent has to wait for it. */
    boolean closeOutput(long ticket, long executionNanos);

    /** The runner's last act: it has done all that it was told to do. */
    void leave();

    /** The runner's last act: it can't go on, and the worker is of no use without it. */
    void giveUp();

    /**
     * The loop's last act, whatever ended it.
     *
     * @param orphaned whether the parent is known to be gone
     */
    void end(boolean orphaned);
}
