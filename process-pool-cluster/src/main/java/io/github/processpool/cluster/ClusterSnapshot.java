package io.github.processpool.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a member knows of its cluster at one moment.
 *
 * @param name of the cluster
 * @param self who this member is; empty: it has not joined the network yet
 * @param state where it stands
 * @param members the others that it sees
 * @param pools those that are joined here
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
        long sessions,
        long sentBytes,
        long receivedBytes) {

    /**
     * Copies the lists.
     *
     * @param name of the cluster
     * @param self who this member is
     * @param state where it stands
     * @param members the others that it sees
     * @param pools those that are joined here
     * @param sessions how many there were so far
     * @param sentBytes how much was sent so far
     * @param receivedBytes how much was received so far
     */
    public ClusterSnapshot {
        members = List.copyOf(members);
        pools = List.copyOf(pools);
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
     * @param since how long there has been a session with it
     * @param pools what is between its pools and ours
     */
    public record Member(
            MemberAddress address,
            String state,
            String build,
            boolean sameBuild,
            Optional<Role> role,
            Duration since,
            List<Share> pools) {}

    /**
     * What is between two pools of one name.
     *
     * @param pool its name
     * @param slots of the other side
     * @param creditsHeld tasks that we may send at once
     * @param away tasks of ours that are there
     * @param creditsGiven tasks that it may send at once
     * @param guests tasks of its that are here
     */
    public record Share(String pool, int slots, int creditsHeld, int away, int creditsGiven, int guests) {}

    /**
     * A pool that is joined here, with what it has sent and done so far.
     *
     * @param name of the pool
     * @param roundTrip how long the way to others and back takes; zero: not known
     * @param sent tasks
     * @param answered of them
     * @param refused of them; they ran elsewhere
     * @param lost of them, with their member
     * @param guestsTaken tasks of others
     * @param guestsAnswered of them
     * @param guestsRefused those that were not taken
     * @param orphansStopped those that were stopped because their submitter was lost
     */
    public record Pool(
            String name,
            Duration roundTrip,
            long sent,
            long answered,
            long refused,
            long lost,
            long guestsTaken,
            long guestsAnswered,
            long guestsRefused,
            long orphansStopped) {}
}
