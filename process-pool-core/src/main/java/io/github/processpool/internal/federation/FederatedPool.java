package io.github.processpool.internal.federation;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.internal.wire.message.Message.Define;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A pool, as the {@link Federation} that it is joined to sees it: as a <em>submitter</em>, which is told what becomes of the tasks that it
 * has sent, and as a <em>host</em>, which runs tasks of other members, its guests.
 *
 * <p>A ticket names one sending of one task; no other sending of this pool ever has it. What is told of a ticket that was answered, was
 * given back or is unknown changes nothing. Of what is told only an error of the virtual machine is ever thrown; it may not have been heard
 * then, and is told again, which does no harm if it was.
 *
 * <p><b>Thread safety:</b> any thread that holds no lock of the federation. Nothing here waits for a task, or runs code of the user, on
 * the thread of the caller.
 */
public interface FederatedPool {

    /**
     * Returns its name, by which pools of different members belong together.
     *
     * @return as it was built
     */
    String name();

    /**
     * Returns what does not change while it lives.
     *
     * @return its limits
     */
    FederatedLimits limits();

    // -- As a submitter --

    /**
     * Returns what a number in {@link AwayTask#work()} stands for, to be sent to each member before its first use there.
     *
     * @param number one of the work's definitions
     * @return its meaning
     */
    Define definition(int number);

    /** Some member has given room: tasks that wait may be {@linkplain Federation#send sent}. */
    void onRoom();

    /**
     * A worker over there has begun a task. May be told late, often, or never.
     *
     * @param ticket of the sending
     * @param pid the process that runs it
     * @param agoNanos how long ago
     */
    void onBegun(long ticket, long pid, long agoNanos);

    /**
     * A task has said how far it is.
     *
     * @param ticket of the sending
     * @param progress its last report
     */
    void onProgress(long ticket, Progress progress);

    /**
     * The time of a task is up, and its process is still to be stopped: {@link #onAnswer} follows when it is.
     *
     * @param ticket of the sending
     * @param answer which time, and what its worker did then
     */
    void onTimeUp(long ticket, GuestAnswer answer);

    /**
     * A task has ended over there, and no process works on it any more.
     *
     * @param ticket of the sending
     * @param answer what it was worth, not yet read
     */
    void onAnswer(long ticket, GuestAnswer answer);

    /**
     * A task was not taken, and provably has not begun: it has its old place in the queue again, and no attempt is counted.
     *
     * @param ticket of the sending
     */
    void onRefused(long ticket);

    /**
     * A member can't be reached any more, and nobody will tell what becomes of a task. That counts as an attempt.
     *
     * @param ticket of the sending
     * @param begun whether it had begun, as far as that was told
     * @param words the rest of a sentence that begins with the member: "left the cluster 12 ms ago"
     * @param orphanNanos after which time no process works on it any more, if the member has a clock
     */
    void onLost(long ticket, Begun begun, String words, long orphanNanos);

    /**
     * Returns the future of a sending, for those who are told what was lost.
     *
     * @param ticket of the sending
     * @return null if it was answered or is unknown
     */
    default @Nullable ProcessFuture<?> future(long ticket) {
        return null;
    }

    // -- As a host --

    /**
     * Returns how much it can run now.
     *
     * @return a snapshot
     */
    Room room();

    /**
     * Makes a place for what a submitter defines by numbers; closed with its session.
     *
     * @return empty
     */
    GuestSpace openSpace();

    /**
     * Asks a worker of its own for the stacks of its threads, for somebody on another member.
     *
     * @param pid of the worker
     * @return as for people here, who do not wait for ever
     * @throws IllegalArgumentException if there is no such worker
     */
    CompletableFuture<String> threadDump(long pid);

    /**
     * Runs a task of another member, ahead of no task of its own and limited by nothing but its own options: whether there is room is for
     * the caller to know. It is not counted among the pool's own tasks and told to no listener.
     *
     * @param task checked: its definitions are in its space, its lengths fit
     * @param onEnd called once, by whichever thread has the answer, when the future is about to end: quick, throws nothing
     * @return a future whose value is an answer, never read here; it fails only with an error of this JVM. Cancelling it with an interrupt
     *     stops the task as the pool stops its own, {@link ProcessFuture#stopped()} tells when no process works on it any more
     * @throws IllegalArgumentException if a worker that were sent it would end: it is larger than the limit, or its names are
     * @throws java.util.concurrent.RejectedExecutionException if the pool takes no tasks
     * @throws io.github.processpool.PoolBrokenException if its workers can't start
     */
    ProcessFuture<GuestAnswer> run(GuestTask task, Runnable onEnd);

    /**
     * Lets go of a guest that no worker has begun, as if the pool had cancelled it; does nothing if one has.
     *
     * @param guest of {@link #run}
     */
    void withdraw(ProcessFuture<GuestAnswer> guest);
}
