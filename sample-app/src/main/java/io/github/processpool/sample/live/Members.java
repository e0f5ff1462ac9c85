package io.github.processpool.sample.live;

import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.MemberAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The instances that share their workers, as the web page shows them. Times and credits, which change by themselves, are left out, so that
 * two views are equal as long as there is nothing new to tell.
 *
 * @param cluster its name
 * @param all of them, this one first
 */
public record Members(String cluster, List<Member> all) {

    private static final ClusterSnapshot.Share NOTHING = new ClusterSnapshot.Share("", 0, 0, 0, 0, 0, List.of());

    /**
     * One instance.
     *
     * @param name host and port of the cluster; empty as long as this one has not joined
     * @param self whether it is this one
     * @param state of a pool that takes part: joining, joined, leaving, left; of others: open, leaving, or why there is nothing between them
     * @param words the same for people
     * @param slots how many documents its workers render at once; 0 if it does not say
     * @param ours documents of this instance that are there
     * @param guests documents of it that are here
     */
    public record Member(String name, boolean self, String state, String words, int slots, int ours, int guests) {}

    /** Null if the pool is not shared. */
    static @Nullable Members of(@Nullable ClusterSnapshot cluster, String pool, int ownSlots) {
        if (cluster == null
                || cluster.pools().stream().noneMatch(shared -> shared.name().equals(pool))) {
            return null;
        }
        Stream<Member> others = cluster.members().stream().map(member -> other(member, pool));
        return new Members(
                cluster.name(),
                Stream.concat(Stream.of(self(cluster, ownSlots)), others).toList());
    }

    private static Member self(ClusterSnapshot cluster, int slots) {
        String name = cluster.self().map(MemberAddress::name).orElse("");
        String state = cluster.state().name();
        return new Member(name, true, state.toLowerCase(Locale.ROOT), words(state, true), slots, 0, 0);
    }

    private static Member other(ClusterSnapshot.Member member, String pool) {
        ClusterSnapshot.Share share = member.pools().stream()
                .filter(candidate -> candidate.pool().equals(pool))
                .findFirst()
                .orElse(NOTHING);
        return new Member(
                member.address().name(),
                false,
                member.state().toLowerCase(Locale.ROOT),
                words(member.state(), member.sameBuild()),
                share.slots(),
                share.away(),
                share.guests());
    }

    private static String words(String state, boolean sameBuild) {
        return switch (state) {
            case "OPEN" -> sameBuild ? "shares work" : "another build";
            case "JOINED" -> "joined";
            case "JOINING" -> "joining";
            case "LEAVING" -> "leaving";
            case "LEFT" -> "has left";
            default -> "shares nothing";
        };
    }
}
