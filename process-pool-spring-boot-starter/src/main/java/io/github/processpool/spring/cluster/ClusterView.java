package io.github.processpool.spring.cluster;

import java.time.Instant;
import java.util.List;
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
     * @param members all others
     */
    record SharedPool(String name, @Nullable String member, List<Member> members) {}

    /**
     * Another member, as this one sees it.
     *
     * @param name what it is called
     * @param address where it is reached
     * @param build of its application
     * @param version of the protocol
     * @param state where it stands
     * @param since when it has stood there
     * @param slots how many tasks its pool of this name runs at once
     * @param free how many of them are free
     * @param credits tasks that this one may send now
     * @param guests tasks of it that are here
     * @param ours tasks of this one that are there
     * @param roundTripMillis time of a message there and back
     * @param lastLoss of the last time that it was lost: why
     */
    record Member(
            String name,
            @Nullable String address,
            @Nullable String build,
            @Nullable String version,
            String state,
            @Nullable Instant since,
            @Nullable Integer slots,
            @Nullable Integer free,
            @Nullable Integer credits,
            @Nullable Integer guests,
            @Nullable Integer ours,
            @Nullable Double roundTripMillis,
            @Nullable String lastLoss) {}
}
