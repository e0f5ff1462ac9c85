package io.github.processpool.cluster.internal.member;

import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ClusterSnapshot.Loss;
import io.github.processpool.cluster.ClusterSnapshot.Member;
import io.github.processpool.cluster.ClusterSnapshot.Pool;
import io.github.processpool.cluster.ClusterSnapshot.Share;
import io.github.processpool.cluster.ClusterSnapshot.State;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.engine.ClusterEngine;
import io.github.processpool.cluster.internal.engine.JoinedPool;
import io.github.processpool.cluster.internal.host.HostCounts;
import io.github.processpool.cluster.internal.link.MemberLinks;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.cluster.internal.submit.AwayCounts;
import io.github.processpool.cluster.internal.submit.AwayView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes snapshots of what the parts of a member know. */
final class Snapshots {

    private Snapshots() {}

    static ClusterSnapshot take(
            String name, ClusterEngine engine, MemberLinks links, Reception reception, List<Loss> losses, long now) {
        MemberAddress self = reception.self();
        return engine.look((membership, pools, state, sessions) -> {
            List<Member> members = new ArrayList<>();
            for (Session session : membership.sessions()) {
                members.add(member(session, membership.self(), List.copyOf(pools), losses, now));
            }
            membership.strangers().forEach((address, why) -> members.add(stranger(address, why, losses)));
            return new ClusterSnapshot(
                    name,
                    Optional.ofNullable(self),
                    state(state, self),
                    members,
                    pools.stream().map(Snapshots::pool).toList(),
                    losses,
                    sessions,
                    links.sentBytes(),
                    links.receivedBytes());
        });
    }

    private static State state(ClusterEngine.State state, @Nullable MemberAddress self) {
        return switch (state) {
            case TAKES_PART -> self == null ? State.JOINING : State.JOINED;
            case LEAVES -> State.LEAVING;
            case LEFT -> State.LEFT;
        };
    }

    private static Member member(Session session, Self self, List<JoinedPool> pools, List<Loss> losses, long now) {
        Hello hello = session.hello();
        List<Share> shares = new ArrayList<>();
        for (JoinedPool pool : pools) {
            PoolOffer offer = session.offer(pool.name());
            AwayView away = pool.away().look(session);
            shares.add(new Share(
                    pool.name(),
                    offer == null ? 0 : offer.slots(),
                    away.held(),
                    away.sent(),
                    pool.guests().outstanding(session),
                    pool.guests().guests(session),
                    away.running()));
        }
        return new Member(
                session.member(),
                session.state().name(),
                hello.build(),
                hello.build().equals(self.build()),
                Optional.of(hello.role()),
                hello.feature(),
                Duration.ofNanos(now - session.sinceNanos()),
                lastLoss(session.member(), losses),
                shares);
    }

    private static Member stranger(MemberAddress address, String why, List<Loss> losses) {
        return new Member(
                address, why, "", false, Optional.empty(), 0, Duration.ZERO, lastLoss(address, losses), List.of());
    }

    /** By name, which a member has again after a restart. */
    private static Optional<Loss> lastLoss(MemberAddress member, List<Loss> losses) {
        return losses.stream()
                .filter(loss -> loss.member().equals(member.name()))
                .findFirst();
    }

    private static Pool pool(JoinedPool pool) {
        AwayCounts away = pool.away().counts();
        HostCounts guests = pool.guests().counts();
        return new Pool(
                pool.name(),
                Duration.ofNanos(pool.guests().roundTripNanos()),
                away.sent(),
                away.retries(),
                away.answered(),
                away.refused(),
                away.lostBegun(),
                away.lostUnknown(),
                guests.taken(),
                guests.answered(),
                guests.refused(),
                guests.orphans());
    }
}
