package io.github.processpool.benchmarks.clustered;

import io.github.processpool.benchmarks.peer.FederatedDriver;
import io.github.processpool.benchmarks.peer.HazelcastDriver;
import io.github.processpool.benchmarks.peer.PoolDriver;
import io.github.processpool.benchmarks.peer.TransportDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Who is compared, and how its driver is started; a driver starts the JVM of its other member. */
enum ClusterPeer {
    LOCAL("local", "local pool, 2 workers", PoolDriver.class, ""),
    AWAY("away", "federated, all on the other member's 2 workers", FederatedDriver.class, "AWAY"),
    BOTH("both", "federated, 1 worker on each member", FederatedDriver.class, "BOTH"),
    HERE("here", "federated, all on the 2 workers here", FederatedDriver.class, "HERE"),
    ENGINE("engine", "JGroups alone", TransportDriver.class, ""),
    HAZELCAST("hazelcast", "Hazelcast's executor alone", HazelcastDriver.class, "false"),
    HAZELCAST_POOL("hazelcast-pool", "Hazelcast's executor with this pool in it", HazelcastDriver.class, "true");

    private final String id;
    private final String title;
    private final String mainClass;
    private final String argument;

    ClusterPeer(String id, String title, Class<?> main, String argument) {
        this.id = id;
        this.title = title;
        this.mainClass = main.getName();
        this.argument = argument;
    }

    String title() {
        return title;
    }

    /** Whether it has another member. */
    boolean isPair() {
        return this != LOCAL;
    }

    /** The command that starts the driver. */
    List<String> command(String heap, boolean tls) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms" + heap, "-Xmx" + heap));
        if (tls) {
            command.add("-Dbenchmark.tls=true");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, argument));
        return command;
    }

    static ClusterPeer of(String id) {
        return Arrays.stream(values())
                .filter(peer -> peer.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No peer \"" + id + "\"; there are " + ids()));
    }

    static String ids() {
        return Arrays.stream(values()).map(peer -> peer.id).collect(Collectors.joining(","));
    }
}
