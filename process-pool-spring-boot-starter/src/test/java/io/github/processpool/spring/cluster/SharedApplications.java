package io.github.processpool.spring.cluster;

import static org.awaitility.Awaitility.await;

import io.github.processpool.spring.NoWorkerIsLeft;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts instances of {@link SharedApplication} that belong to one cluster on this machine. */
final class SharedApplications {

    private static final String SECRET = "a secret of this test, which is long enough";

    private SharedApplications() {}

    /** Two ports that nobody listens on. */
    static List<Integer> freePorts() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, here);
                ServerSocket two = new ServerSocket(0, 1, here)) {
            return List.of(one.getLocalPort(), two.getLocalPort());
        }
    }

    static ConfigurableApplicationContext start(String who, int port, String... more) {
        return new SpringApplicationBuilder(SharedApplication.class)
                .run(arguments(who, port, more).toArray(String[]::new));
    }

    static List<String> arguments(String who, int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--" + SharedApplication.WHO + "=" + who,
                "--spring.application.name=shop",
                "--spring.main.web-application-type=none",
                "--process-pool.pools.reports.max-workers=1",
                "--process-pool.pools.reports.cluster.enabled=true",
                "--process-pool.start-timeout=3m",
                "--process-pool.cluster.enabled=true",
                "--process-pool.cluster.bind-address=127.0.0.1",
                "--process-pool.cluster.port=" + port,
                "--process-pool.cluster.secret=" + SECRET));
        arguments.addAll(List.of(more));
        return arguments;
    }

    static String[] membersAt(List<Integer> ports) {
        return new String[] {
            "--process-pool.cluster.discovery=static",
            "--process-pool.cluster.members=127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1)
        };
    }

    /** Waits until a member may ask the other one for room; there is none that nobody asks for while that has no worker. */
    static void awaitOther(ConfigurableApplicationContext context) {
        ClusterView cluster = context.getBean(ClusterView.class);
        await("the other member").atMost(NoWorkerIsLeft.LIMIT).until(() -> {
            ClusterView.SharedPool pool = cluster.pool("reports");
            return pool != null
                    && pool.members().stream().anyMatch(member -> member.slots() != null && member.slots() > 0);
        });
    }
}
