package io.github.processpool.benchmarks.peer;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.Discovery;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.cluster.internal.jgroups.JGroupsSettings;
import io.github.processpool.cluster.internal.jgroups.JGroupsTransport;
import java.net.InetAddress;
import java.time.Duration;

/** How both sides of each pair become members: on loopback, and alike. Without TLS, because Hazelcast's community edition has none. */
final class Members {

    /** Adds TLS to those that have it. */
    private static final boolean TLS = Boolean.getBoolean("benchmark.tls");

    private static final String SECRET = "a secret of the benchmark, long enough to be one";
    private static final String NAME = "bench";
    private static final int QUEUE = 100_000;
    private static final long WORKER_HEAP = 1L << 30;
    private static final long POLL_MILLIS = 1;

    private Members() {}

    static ProcessPoolCluster cluster(int port, int otherPort) {
        ProcessPoolCluster.Builder builder = ProcessPoolCluster.builder()
                .name(NAME)
                .bindAddress(InetAddress.getLoopbackAddress())
                .port(port)
                .discovery(Discovery.members("127.0.0.1:" + otherPort));
        return (TLS ? builder.secret(SECRET) : builder).start();
    }

    static void awaitOther(ProcessPoolCluster cluster) throws InterruptedException {
        while (cluster.snapshot().members().stream()
                .noneMatch(member -> member.state().equals("OPEN"))) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    static ProcessPoolExecutorBuilder pool(int workers) {
        return ProcessPoolExecutor.builder()
                .name(NAME)
                .startUpCache(false)
                .minWorkers(workers)
                .maxWorkers(workers)
                .queueCapacity(QUEUE)
                .workerHeap(WORKER_HEAP);
    }

    static void awaitWorkers(ProcessPoolExecutor pool, int count) throws InterruptedException {
        while (pool.snapshot().workersStarted() < count) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The engine alone, as the cluster has it. */
    static ClusterTransport transport(int port, int otherPort) {
        return new JGroupsTransport(new JGroupsSettings(
                NAME,
                InetAddress.getLoopbackAddress(),
                port,
                Discovery.members("127.0.0.1:" + otherPort),
                TLS ? io.github.processpool.cluster.ClusterTls.secret(SECRET) : null,
                Duration.ofSeconds(20),
                "bench-" + port));
    }

    static HazelcastInstance hazelcast(int port, int otherPort) {
        Config config = new Config().setClusterName(NAME);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getJetConfig().setEnabled(false);
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(port).setPortAutoIncrement(false).setPublicAddress("127.0.0.1:" + port);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port).addMember("127.0.0.1:" + otherPort);
        return Hazelcast.newHazelcastInstance(config);
    }

    static void awaitOther(HazelcastInstance member) throws InterruptedException {
        while (member.getCluster().getMembers().size() < 2) {
            Thread.sleep(POLL_MILLIS);
        }
    }
}
