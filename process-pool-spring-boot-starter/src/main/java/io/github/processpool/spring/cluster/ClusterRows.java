package io.github.processpool.spring.cluster;

import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ClusterSnapshot.Loss;
import io.github.processpool.cluster.ClusterSnapshot.Member;
import io.github.processpool.cluster.ClusterSnapshot.Running;
import io.github.processpool.cluster.ClusterSnapshot.Share;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.Role;
import io.github.processpool.spring.cluster.ClusterView.SharedPool;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what a cluster tells of itself into what is shown of one of its pools. Stateless. */
final class ClusterRows {

    /** The state of a member that tasks may go to. */
    static final String OPEN = "OPEN";

    private ClusterRows() {}

    /** Null: it is not shared. */
    static @Nullable SharedPool of(String name, ClusterSnapshot cluster) {
        return cluster.pools().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .map(pool -> new SharedPool(
                        cluster.name(),
                        nameOf(cluster),
                        cluster.state().name(),
                        millis(pool.roundTrip()),
                        cluster.members().stream()
                                .map(member -> row(name, member))
                                .toList(),
                        cluster.recentLosses().stream().map(ClusterRows::row).toList()))
                .orElse(null);
    }

    static @Nullable String nameOf(ClusterSnapshot cluster) {
        return cluster.self().map(MemberAddress::name).orElse(null);
    }

    private static ClusterView.Member row(String pool, Member member) {
        Share share = member.pools().stream()
                .filter(candidate -> candidate.pool().equals(pool))
                .findFirst()
                .orElse(null);
        return new ClusterView.Member(
                member.address().name(),
                member.state(),
                member.role().map(Role::name).orElse(null),
                member.build().isEmpty() ? null : member.build(),
                member.sameBuild(),
                member.java() == 0 ? null : member.java(),
                member.since().toMillis(),
                share == null ? null : share.slots(),
                share == null ? 0 : share.creditsHeld(),
                share == null ? 0 : share.away(),
                share == null ? 0 : share.creditsGiven(),
                share == null ? 0 : share.guests(),
                share == null
                        ? List.of()
                        : share.running().stream().map(ClusterRows::row).toList(),
                member.lastLoss().map(ClusterRows::row).orElse(null));
    }

    private static ClusterView.Running row(Running task) {
        return new ClusterView.Running(task.task(), task.pid(), task.elapsed().toMillis());
    }

    private static ClusterView.Loss row(Loss loss) {
        return new ClusterView.Loss(loss.member(), loss.ago().toMillis(), loss.reason());
    }

    private static @Nullable Double millis(Duration time) {
        return time.isZero() ? null : time.toNanos() / 1_000_000.0;
    }
}
