package io.github.processpool.spring.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What there is to see of a cluster, for those who operate it; without types of its module, which may be missing. */
public interface ClusterView {

    /**
     * Returns how the cluster is.
     *
     * @return now
     */
    State state();

    /**
     * Returns how a pool is shared.
     *
     * @param name of the pool
     * @return now; null: it is not shared
     */
    @Nullable
    SharedPool pool(String name);

    /**
     * Asks another member what the threads of one of its workers do.
     *
     * @param pool that is shared
     * @param member its name
     * @param pid of the worker
     * @return the stacks
     * @throws IllegalArgumentException if there is no such pool or member
     */
    CompletableFuture<String> threadDump(String pool, String member, long pid);

    /**
     * How the cluster is.
     *
     * @param name of the cluster
     * @param member what this one is called; null while it has not joined
     * @param members how many this one works with, itself counted; 0 while it has not joined
     * @param required how many there should be at least; 0: nobody asks for that
     */
    record State(String name, @Nullable String member, int members, int required) {

        /** Whether there are as many as there should be. */
        public boolean isEnough() {
            return members >= required;
        }
    }

    /**
     * A pool that members share.
     *
     * @param name of the cluster
     * @param member what this one is called; null while it has not joined
     * @param state where this one stands
     * @param roundTripMillis time of a message to others and back; null: not known
     * @param members all others
     * @param recentLosses members that were lost or have left, the last one first; some of them
     */
    record SharedPool(
            String name,
            @Nullable String member,
            String state,
            @Nullable Double roundTripMillis,
            List<Member> members,
            List<Loss> recentLosses) {}

    /**
     * A member was lost, or has left.
     *
     * @param member what it is called
     * @param agoMillis how long ago
     * @param reason the rest of a sentence that begins with the member
     */
    record Loss(String member, long agoMillis, String reason) {}

    /**
     * Another member, as this one sees it.
     *
     * @param name what it is called
     * @param state OPEN: tasks may go both ways; LEAVING; or why there are none
     * @param role what it does for others; null: not known
     * @param build of its application; null: not known
     * @param sameBuild whether it runs tasks of this one, as far as that goes
     * @param java the release that it runs on; null: not known
     * @param sinceMillis how long it has been so
     * @param slots how many tasks its pool runs at once; null: it has no pool of this name
     * @param credits tasks that this one may send it at once
     * @param ours tasks of this one that are there
     * @param creditsGiven tasks that it may send at once
     * @param guests tasks of it that are here
     * @param running tasks of this one that run there; at most a hundred
     * @param lastLoss the last time that a member of this name was lost; null: not known
     */
    record Member(
            String name,
            String state,
            @Nullable String role,
            @Nullable String build,
            boolean sameBuild,
            @Nullable Integer java,
            long sinceMillis,
            @Nullable Integer slots,
            int credits,
            int ours,
            int creditsGiven,
            int guests,
            List<Running> running,
            @Nullable Loss lastLoss) {}

    /**
     * A task of this member that another one runs.
     *
     * @param task its name
     * @param pid the worker over there
     * @param elapsedMillis how long it has run
     */
    record Running(String task, long pid, long elapsedMillis) {}
}
