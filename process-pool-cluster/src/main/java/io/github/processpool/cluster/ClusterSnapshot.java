package io.github.processpool.cluster;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a member knows of its cluster at one moment.
 *
 * @param name of the cluster
 * @param self who this member is; empty: it has not joined the network yet
 * @param state where it stands
 * @param members the others that it sees
 * @param pools those that are joined here
 * @param recentLosses sessions that have ended, the last one first; some of them
 * @param sessions how many there were with other members so far
 * @param sentBytes how much was sent so far
 * @param receivedBytes how much was received so far
 */
public record ClusterSnapshot(
        String name,
        Optional<MemberAddress> self,
        State state,
        List<Member> members,
        List<Pool> pools,
        List<Loss> recentLosses,
        long sessions,
        long sentBytes,
        long receivedBytes) {

    /** Copies the lists. */
    public ClusterSnapshot {
        members = List.copyOf(members);
        pools = List.copyOf(pools);
        recentLosses = List.copyOf(recentLosses);
    }

    /** Where this member stands. */
    public enum State {
        /** It can't join the network yet, and goes on trying; its pools work alone. */
        JOINING,
        /** It sees others, or waits for some. */
        JOINED,
        /** It takes and sends no more tasks. */
        LEAVING,
        /** It has left. */
        LEFT
    }

    /**
     * Another member.
     *
     * @param address of it
     * @param state OPEN: tasks may go both ways; LEAVING; or why there are none: GREETED, INCOMPATIBLE, PARTED, SHUT_OUT
     * @param build its word; empty: not known
     * @param sameBuild whether tasks may go there, as far as that goes
     * @param role what it does for others; empty: not known
     * @param java the feature release that it runs on; 0: not known
     * @param since how long there has been a session with it
     * @param lastLoss the last session that has ended with a member of this name, if it is known
     * @param pools what is between its pools and ours
     */
    public record Member(
            MemberAddress address,
            String state,
            String build,
            boolean sameBuild,
            Optional<Role> role,
            int java,
            Duration since,
            Optional<Loss> lastLoss,
            List<Share> pools) {}

    /**
     * The end of a session: a member was lost, or has left.
     *
     * @param member its name
     * @param ago how long ago
     * @param reason the rest of a sentence that begins with the member
     */
    public record Loss(String member, Duration ago, String reason) {}

    /**
     * What is between two pools of one name.
     *
     * @param pool its name
     * @param slots of the other side
     * @param creditsHeld tasks that we may send at once
     * @param away tasks of ours that are there
     * @param creditsGiven tasks that it may send at once
     * @param guests tasks of its that are here
     * @param running tasks of ours that run there, as far as that is known; at most a hundred
     */
    public record Share(
            String pool, int slots, int creditsHeld, int away, int creditsGiven, int guests, List<Running> running) {}

    /**
     * A task that another member runs for us.
     *
     * @param task its name
     * @param pid the worker over there
     * @param elapsed how long it has run, as far as that was told
     */
    public record Running(String task, long pid, Duration elapsed) {}

    /**
     * A pool that is joined here, with what it has sent and done so far.
     *
     * @param name of the pool
     * @param roundTrip how long the way to others and back takes; zero: not known
     * @param sent tasks
     * @param retries of them: they had been tried before, here or elsewhere
     * @param answered of them
     * @param refused of them, by the word of the reason; they ran elsewhere
     * @param lostBegun of them, with their member, after they had begun
     * @param lostUnknown of them, with their member, while it was not known whether they had begun
     * @param guestsTaken tasks of others
     * @param guestsAnswered of them
     * @param guestsRefused those that were not taken
     * @param orphansStopped those that were stopped because their submitter was lost
     */
    public record Pool(
            String name,
            Duration roundTrip,
            long sent,
            long retries,
            long answered,
            Map<String, Long> refused,
            long lostBegun,
            long lostUnknown,
            long guestsTaken,
            long guestsAnswered,
            long guestsRefused,
            long orphansStopped) {

        /** Copies the map. */
        public Pool {
            refused = Map.copyOf(refused);
        }

        /**
         * Returns the reasons for which members do not take a task.
         *
         * @return the keys of {@link #refused}, whether there was one or not
         */
        public static List<String> refusalReasons() {
            return Stream.of(RefusalReason.values()).map(Enum::name).toList();
        }

        /**
         * Returns how many tasks were lost with their member.
         *
         * @return whether they had begun or not
         */
        public long lost() {
            return lostBegun + lostUnknown;
        }
    }
}
