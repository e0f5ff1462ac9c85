package io.github.processpool.sample.live;

import io.github.processpool.spring.cluster.ClusterView.SharedPool;
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

    /** Null if nothing is shared. */
    static @Nullable Members of(@Nullable SharedPool shared, int ownSlots) {
        if (shared == null) {
            return null;
        }
        Stream<Member> others = shared.members().stream()
                .map(member -> new Member(
                        member.name(),
                        false,
                        member.state().toLowerCase(Locale.ROOT),
                        words(member.state(), member.sameBuild()),
                        member.slots() == null ? 0 : member.slots(),
                        member.ours(),
                        member.guests()));
        return new Members(
                shared.name(),
                Stream.concat(Stream.of(self(shared, ownSlots)), others).toList());
    }

    private static Member self(SharedPool shared, int slots) {
        String name = shared.member() == null ? "" : shared.member();
        return new Member(
                name, true, shared.state().toLowerCase(Locale.ROOT), words(shared.state(), true), slots, 0, 0);
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
