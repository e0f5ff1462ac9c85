package io.github.processpool.benchmarks.clustered;

import static io.github.processpool.benchmarks.clustered.ClusterPeer.AWAY;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.BOTH;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.ENGINE;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.HAZELCAST_POOL;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.HERE;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.LOCAL;

/** What has to be reached: a ratio of medians within one run. */
enum ClusterTarget {
    TINY("tiny tasks over there, to Hazelcast's executor with this pool in it", 3, true) {
        @Override
        double measured(ClusterSamples samples) {
            return ratio(samples, ClusterRow.TINY, AWAY, HAZELCAST_POOL);
        }
    },
    /** Less noisy than the rate where others use the machine, too. */
    TINY_CPU(
            "CPU of both members for a tiny task over there: Hazelcast's executor with this pool in it, to ours",
            1,
            true) {
        @Override
        double measured(ClusterSamples samples) {
            return samples.cpuOfMembers(ClusterRow.TINY, HAZELCAST_POOL) / samples.cpuOfMembers(ClusterRow.TINY, AWAY);
        }
    },
    ROUND_TRIP("round trips of the engine that a task over there takes longer than a local one", 2, false) {
        @Override
        double measured(ClusterSamples samples) {
            return (samples.median(ClusterRow.ROUND_TRIP, AWAY) - samples.median(ClusterRow.ROUND_TRIP, LOCAL))
                    / samples.median(ClusterRow.ROUND_TRIP, ENGINE);
        }
    },
    MAP("`map` in automatic chunks over both members, to a local pool", 0.8, true) {
        @Override
        double measured(ClusterSamples samples) {
            return ratio(samples, ClusterRow.MAP, BOTH, LOCAL);
        }
    },
    MAP_OF_LONG("the same, of elements that take longer", 0.8, true) {
        @Override
        double measured(ClusterSamples samples) {
            return ratio(samples, ClusterRow.MAP_OF_LONG, BOTH, LOCAL);
        }
    },
    TINY_HERE("tiny tasks here, to a local pool", 0.97, true) {
        @Override
        double measured(ClusterSamples samples) {
            return ratio(samples, ClusterRow.TINY, HERE, LOCAL);
        }
    },
    ROUND_TRIP_HERE("round trip of a local pool, to a federated one's here", 0.97, true) {
        @Override
        double measured(ClusterSamples samples) {
            return ratio(samples, ClusterRow.ROUND_TRIP, LOCAL, HERE);
        }
    },
    ECHO_100MB("100 MB there and back, to the engine alone", 0.5, true) {
        @Override
        double measured(ClusterSamples samples) {
            return ratio(samples, ClusterRow.ECHO_100MB, AWAY, ENGINE);
        }
    },
    IDLE("CPU of an idle member, % of a core", 1, false) {
        @Override
        double measured(ClusterSamples samples) {
            return samples.median(ClusterRow.IDLE, AWAY);
        }
    };

    private final String title;
    private final double limit;
    private final boolean atLeast;

    ClusterTarget(String title, double limit, boolean atLeast) {
        this.title = title;
        this.limit = limit;
        this.atLeast = atLeast;
    }

    String title() {
        return title;
    }

    String required() {
        return (atLeast ? "≥ " : "≤ ") + limit;
    }

    /** Not a number: not measured. */
    abstract double measured(ClusterSamples samples);

    boolean isMetBy(double measured) {
        return atLeast ? measured >= limit : measured <= limit;
    }

    private static double ratio(ClusterSamples samples, ClusterRow row, ClusterPeer of, ClusterPeer to) {
        return samples.median(row, of) / samples.median(row, to);
    }
}
