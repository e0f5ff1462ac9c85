package io.github.processpool.cluster.internal.submit;

import io.github.processpool.cluster.internal.session.Self;
import io.github.processpool.internal.federation.AwayTask;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the members that have given room: by the affinity of the task, so that the same ones go to the same member as long as it
 * has room; otherwise the one with the largest share of free slots, ties at random.
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
final class MemberChoice {

    private final Self self;
    private final RandomGenerator random;

    MemberChoice(Self self, RandomGenerator random) {
        this.self = self;
        this.random = random;
    }

    /** Returns who gets a task; null if none can take it. */
    @Nullable
    Counterpart of(Iterable<Counterpart> counterparts, AwayTask task) {
        String affinity = task.options().affinityKey().orElse(null);
        Counterpart best = null;
        int ties = 0;
        for (Counterpart next : counterparts) {
            if (next.held == 0 || !canTake(next, task)) {
                continue;
            }
            int order = best == null ? 1 : affinity == null ? byShare(next, best) : byWeight(next, best, affinity);
            if (order > 0) {
                best = next;
                ties = 1;
            } else if (order == 0 && random.nextInt(++ties) == 0) {
                best = next;
            }
        }
        return best;
    }

    private boolean canTake(Counterpart member, AwayTask task) {
        return member.open
                && !member.session.isOver()
                && task.work().length() <= member.offer.maxPayload()
                && (!task.sameClassesOnly() || self.hasClassesOf(member.session.hello()));
    }

    /** Who has more credits for each of its slots. */
    private static int byShare(Counterpart next, Counterpart best) {
        return Long.compare((long) next.held * best.offer.slots(), (long) best.held * next.offer.slots());
    }

    /** The highest random weight: who comes or goes changes nothing for the keys of others. */
    private static int byWeight(Counterpart next, Counterpart best, String affinity) {
        return Long.compare(weight(next, affinity), weight(best, affinity));
    }

    private static long weight(Counterpart member, String affinity) {
        long mixed = 0x9E3779B97F4A7C15L
                * (31L * affinity.hashCode() + member.session.member().id().hashCode());
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
