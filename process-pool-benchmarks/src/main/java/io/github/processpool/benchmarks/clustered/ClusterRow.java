package io.github.processpool.benchmarks.clustered;

import static io.github.processpool.benchmarks.clustered.ClusterPeer.AWAY;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.BOTH;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.ENGINE;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.HAZELCAST;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.HAZELCAST_POOL;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.HERE;
import static io.github.processpool.benchmarks.clustered.ClusterPeer.LOCAL;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One piece of work: its name on the command line, the command for the drivers, what its figure is, and whose work it is. */
enum ClusterRow {
    TINY(
            "tiny",
            "tiny-steady 5000 20 8",
            "rate",
            "5000 tiny tasks at once, 20 times, tasks/s",
            LOCAL,
            HERE,
            AWAY,
            HAZELCAST,
            HAZELCAST_POOL),
    ROUND_TRIP(
            "round-trip",
            "roundtrip 300 1000",
            "p50",
            "empty task, round trip, p50, µs",
            LOCAL,
            HERE,
            AWAY,
            ENGINE,
            HAZELCAST,
            HAZELCAST_POOL),
    CALLS(
            "calls",
            "calls 8 4000",
            "rate",
            "tiny tasks awaited by 8 threads, tasks/s",
            LOCAL,
            HERE,
            AWAY,
            HAZELCAST_POOL),
    MAP("map", "work-map 60000 20 4", "rate", "`map` in automatic chunks, 20 µs of work each, elements/s", LOCAL, BOTH),
    MAP_OF_LONG(
            "map-of-long",
            "work-map 1500 1000 2",
            "rate",
            "`map` in automatic chunks, 1 ms of work each, elements/s",
            LOCAL,
            BOTH),
    MAP_OF_NOTHING(
            "map-of-nothing", "map 4000000 4", "rate", "`map` in automatic chunks, no work, elements/s", LOCAL, BOTH),
    ONE_BY_ONE(
            "one-by-one", "one-by-one 10000 1", "rate", "`map` of 10 000 inputs, one by one, elements/s", LOCAL, BOTH),
    ECHO_1MB("echo-1mb", "echo 1000000 100", "rate", "`byte[]` echo of 1 MB, MB/s", LOCAL, AWAY, ENGINE, HAZELCAST),
    ECHO_100MB("echo-100mb", "echo 100000000 2", "rate", "`byte[]` echo of 100 MB, MB/s", LOCAL, AWAY, ENGINE),
    LOST("lost", "lost", "ms", "`kill -9` of the other member to the failed future, ms", AWAY, HAZELCAST),
    FORMING("forming", "forming", "ms", "two JVMs started to both in view, ms", AWAY, HAZELCAST),
    /** Asks no driver for anything: all rest at once. */
    IDLE("idle", "", "", "CPU of an idle member, % of a core", AWAY, ENGINE, HAZELCAST);

    private final String id;
    private final String command;
    private final String key;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<ClusterPeer> peers;

    ClusterRow(String id, String command, String key, String title, ClusterPeer... peers) {
        this.id = id;
        this.command = command;
        this.key = key;
        this.title = title;
        this.peers = List.of(peers);
    }

    String command() {
        return command;
    }

    /** The name of its figure in a driver's answer. */
    String key() {
        return key;
    }

    /** How many tasks one command is, with those that warm up; 0: not told. */
    int tasks() {
        return switch (this) {
            case TINY -> 20 * 5_000;
            case CALLS -> 4_000;
            case MAP -> 5 * 60_000;
            case MAP_OF_LONG -> 3 * 1_500;
            default -> 0;
        };
    }

    String title() {
        return title;
    }

    List<ClusterPeer> peers() {
        return peers;
    }

    static ClusterRow of(String id) {
        return Arrays.stream(values())
                .filter(row -> row.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No row \"" + id + "\"; there are " + ids()));
    }

    static String ids() {
        return Arrays.stream(values()).map(row -> row.id).collect(Collectors.joining(","));
    }
}
