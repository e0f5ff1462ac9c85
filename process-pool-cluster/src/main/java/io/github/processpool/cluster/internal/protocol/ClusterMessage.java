package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.Progress;
import io.github.processpool.cluster.Role;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * The protocol between two members. The engine below carries messages in order as long as both see each other; nothing is acknowledged
 * and nothing repeated here.
 *
 * <pre>{@code
 * both        Hello, at every appearance of the other one, and again when it was heard    (opens a session)
 * submitter   { Demand | Release | Define | Task | Recall | Cancel }
 * host        { Credit | Revoke | Refused | Status | TimeUp | Answer }
 * asker       ThreadsWanted;  host  Threads
 * both        Pools, when a pool has joined or left;  Leaving, LeavingHeard, Goodbye
 * }</pre>
 *
 * <p><b>Sessions.</b> Each side gives its session with the other one a random number, greater than all it has given before, and says it
 * in {@link Hello}. A hello with a lesser number than one heard before is late, and dropped. All other messages carry the two numbers
 * of the session, mixed by exclusive or; with others they are of a session that is over, and are dropped. When a session ends, so do all
 * credits, definitions, tickets and spaces in it, on both sides.
 *
 * <p><b>Tasks.</b> For each {@link Task} exactly one {@link Answer} or {@link Refused} comes back in its session, unless the session
 * ends. A ticket is never used again by its submitter.
 *
 * <p><b>Credits.</b> A host gives out room before it is used; a {@link Task} uses up one credit. Times are durations in nanoseconds:
 * no clock of another machine is believed. All that a message names is checked by its receiver; nothing of it is ever an object that a
 * host's own JVM would read.
 */
public sealed interface ClusterMessage {

    /** The oldest version that is understood. */
    int LOWEST_VERSION = 1;
    /** Raised with every change that an older side would misread. */
    int VERSION = 1;

    /** Stands for no limit of time. */
    long UNLIMITED = Long.MAX_VALUE;

    /**
     * Returns the pool that it is about.
     *
     * @return its name; empty: it is about members
     */
    default String pool() {
        return "";
    }

    /**
     * Who a member is, and the number of its session with the receiver. The first version of its layout never changes.
     *
     * @param lowestVersion the oldest protocol that the sender speaks
     * @param version the newest
     * @param session the sender's number of the session; not 0
     * @param echo the number of the receiver's last Hello; 0: none was heard
     * @param build tasks go only to members with the same word
     * @param fingerprint of the class path, which may differ where the word was chosen by people
     * @param role what it does for others
     * @param feature the release of Java: 17, 25
     * @param pools that are joined
     */
    record Hello(
            int lowestVersion,
            int version,
            long session,
            long echo,
            String build,
            String fingerprint,
            Role role,
            int feature,
            List<PoolOffer> pools)
            implements ClusterMessage {}

    /**
     * A pool that belongs to all pools of its name.
     *
     * @param name of the pool
     * @param slots how many tasks it runs at once
     * @param serializer the class that writes its values; empty: Java serialization
     * @param maxPayload how many bytes arguments or a result may have
     */
    record PoolOffer(String name, int slots, String serializer, long maxPayload) {}

    /**
     * Instead of those in the {@link Hello}.
     *
     * @param pools that are joined now
     */
    record Pools(List<PoolOffer> pools) implements ClusterMessage {}

    /**
     * Submitter to host: so many tasks wait, instead of what was said before.
     *
     * @param pool its name
     * @param count 0: none waits any more
     */
    record Demand(String pool, int count) implements ClusterMessage {}

    /**
     * Host to submitter: room for so many more tasks.
     *
     * @param pool its name
     * @param count 1 or more
     */
    record Credit(String pool, int count) implements ClusterMessage {}

    /**
     * Host to submitter: somebody else has need of so many of the credits. Answered by {@link Release}, or by the tasks that are on their
     * way.
     *
     * @param pool its name
     * @param count 1 or more
     */
    record Revoke(String pool, int count) implements ClusterMessage {}

    /**
     * Submitter to host: so many credits are given back.
     *
     * @param pool its name
     * @param count 1 or more
     */
    record Release(String pool, int count) implements ClusterMessage {}

    /**
     * Submitter to host: from now on this number stands for a lambda's shape or a class descriptor, for this pool in this session.
     *
     * @param pool its name
     * @param definition the bytes, which only workers read
     */
    record Define(String pool, Message.Define definition) implements ClusterMessage {}

    /**
     * Submitter to host: run this once, with a credit. Whether there is another attempt is decided by the submitter, which counts them.
     *
     * @param pool its name
     * @param ticket names it in this session
     * @param key the same for all its attempts, for those who have to tell them apart
     * @param attempt which one it is, from 1
     * @param limits of its time
     * @param priority in the host's queue
     * @param name how people call it
     * @param affinityKey tasks with the same one like the same worker
     * @param quarantineKey whose losses are counted together
     * @param work self-contained but for numbers that were defined before
     */
    record Task(
            String pool,
            long ticket,
            String key,
            int attempt,
            TimeLimits limits,
            int priority,
            String name,
            Optional<String> affinityKey,
            Optional<String> quarantineKey,
            EncodedTask work)
            implements ClusterMessage {}

    /**
     * The limits of a task, each {@link #UNLIMITED} if there is none.
     *
     * @param timeoutNanos how long it may run
     * @param queueNanos how long it may still wait
     * @param deadlineNanos how long it may still wait and run
     * @param graceNanos how long it has to end when it is interrupted; {@link #UNLIMITED}: as the host's pool says
     */
    record TimeLimits(long timeoutNanos, long queueNanos, long deadlineNanos, long graceNanos) {}

    /**
     * Host to submitter: a task was not taken, and has provably not begun.
     *
     * @param pool its name
     * @param ticket of the {@link Task}
     * @param reason why
     */
    record Refused(String pool, long ticket, RefusalReason reason) implements ClusterMessage {}

    /** Why a task was not taken. */
    enum RefusalReason {
        /** There is no such pool, or none that takes tasks. */
        NO_POOL,
        /** The host leaves the cluster. */
        LEAVING,
        /** The workers of the pool can't start. */
        BROKEN,
        /** The submitter had no credit, or has used up all room for large arguments. */
        NO_CREDIT,
        /** The host takes no tasks of others. */
        ROLE,
        /** The submitter has asked for it. */
        RECALLED;

        /** All of them, for reading. */
        public static final RefusalReason[] VALUES = values();
    }

    /**
     * Host to submitter: what runs, from time to time while something has changed.
     *
     * @param pool its name
     * @param running those that there is news of
     */
    record Status(String pool, List<Running> running) implements ClusterMessage {}

    /**
     * A task that runs.
     *
     * @param ticket of the {@link Task}
     * @param pid the process that runs it
     * @param begunAgoNanos how long ago it began
     * @param progress its last report
     */
    record Running(long ticket, long pid, long begunAgoNanos, Optional<Progress> progress) {}

    /**
     * Submitter to host: give a task back if no worker has begun it, with {@link Refused}. A host that has begun it, or does not know it,
     * says nothing.
     *
     * @param pool its name
     * @param ticket of the {@link Task}
     */
    record Recall(String pool, long ticket) implements ClusterMessage {}

    /**
     * Submitter to host: nobody wants a task any more. Goes ahead of tasks; one that is not known yet is not begun when it comes.
     *
     * @param pool its name
     * @param ticket of the {@link Task}
     * @param interrupt whether to stop it; otherwise it ends by itself
     */
    record Cancel(String pool, long ticket, boolean interrupt) implements ClusterMessage {}

    /**
     * Host to submitter: the time of a task is up, and its process is still to be stopped. The {@link Answer} follows when that is done.
     *
     * @param pool its name
     * @param ticket of the {@link Task}
     * @param answer the end, which is {@link GuestAnswer.TimedOut}
     */
    record TimeUp(String pool, long ticket, GuestAnswer answer) implements ClusterMessage {}

    /**
     * Host to submitter: how a task has ended. No process works on it any more.
     *
     * @param pool its name
     * @param ticket of the {@link Task}
     * @param answer the end, and what it has taken
     * @param credits room that is given with it; 0 or more
     */
    record Answer(String pool, long ticket, GuestAnswer answer, int credits) implements ClusterMessage {}

    /**
     * Asks a host for the stacks of the threads of a worker of its own. Answered by one {@link Threads}, whenever that is.
     *
     * @param pool its name
     * @param question names it in this session
     * @param pid the worker
     */
    record ThreadsWanted(String pool, long question, long pid) implements ClusterMessage {}

    /**
     * A host's answer to {@link ThreadsWanted}.
     *
     * @param pool its name
     * @param question that is answered
     * @param outcome what the text is
     * @param text the stacks, or why there are none
     */
    record Threads(String pool, long question, Outcome outcome, String text) implements ClusterMessage {

        /** What became of a question. */
        public enum Outcome {
            /** The text is what was asked for. */
            STACKS,
            /** There is no such worker. */
            UNKNOWN,
            /** The worker does not say. */
            SILENT;

            /** All of them, for reading. */
            static final Outcome[] VALUES = values();
        }
    }

    /** Either side: takes no more guests and submits nothing more; what runs ends. Answered by {@link LeavingHeard}. */
    record Leaving() implements ClusterMessage {}

    /** To one that leaves: no task of the sender is on its way to it any more, for all that were sent have come before this. */
    record LeavingHeard() implements ClusterMessage {}

    /** Either side: the session is over, in order; nothing is left in it. */
    record Goodbye() implements ClusterMessage {}
}
