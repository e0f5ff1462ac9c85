package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.processpool.testing.Pools;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of docs/security.md for workers in a sandbox, where bubblewrap is installed and permitted. */
@Timeout(300)
class SandboxIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    Path folder;

    /** The whole system read-only, a place for temporary files, no network, no view into other processes. */
    static String[] sandbox(Path temporary) {
        return new String[] {
            "bwrap",
            "--unshare-user",
            "--unshare-net",
            "--unshare-ipc",
            "--cap-drop",
            "ALL",
            "--new-session",
            "--ro-bind",
            "/",
            "/",
            "--dev",
            "/dev",
            "--bind",
            "/dev/shm",
            "/dev/shm",
            "--proc",
            "/proc",
            "--bind",
            temporary.toString(),
            temporary.toString()
        };
    }

    @BeforeAll
    static void bubblewrapWorksHere() throws InterruptedException {
        assumeTrue(works(sandbox(temporary())), "bubblewrap is not installed, or not permitted");
    }

    private static boolean works(String[] prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.add("true");
        try {
            Process tried =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return tried.waitFor(30, TimeUnit.SECONDS) && tried.exitValue() == 0;
        } catch (IOException e) {
            return false; // There is no such program.
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private ProcessPoolExecutor openInSandbox() {
        return pools.open(builder -> builder.maxWorkers(1).commandPrefix(sandbox(temporary())));
    }

    @Test
    void aWorkerInTheSandboxReachesNoNetworkWritesNothingElsewhereAndSeesNoSecretsOfItsParent() throws Exception {
        ProcessPoolExecutor pool = openInSandbox();
        ProcessPoolExecutor outside = pools.sharedWorker();
        String elsewhere =
                Path.of(System.getProperty("user.home"), ".sandbox-it").toString();
        String environment = "/proc/" + ProcessHandle.current().pid() + "/environ";
        String memory = "/proc/" + ProcessHandle.current().pid() + "/mem";

        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            assertThat(outside.submit(SandboxIT::canConnect, port).get()).isTrue();
            assertThat(pool.submit(SandboxIT::canConnect, port).get()).isFalse();
        }
        assertThat(pool.submit(SandboxIT::canWrite, elsewhere).get()).isFalse();
        assertThat(pool.submit(SandboxIT::canWrite, folder.resolve("file").toString())
                        .get())
                .isTrue();
        assertThat(outside.submit(SandboxIT::canRead, environment).get()).isTrue();
        assertThat(pool.submit(SandboxIT::canRead, environment).get()).isFalse();
        assertThat(pool.submit(SandboxIT::canRead, memory).get()).isFalse();

        ProcessFuture<Integer> stuck = pool.submit(SandboxIT::runForEver);
        stuck.cancel(true);
        stuck.stopped().get(30, TimeUnit.SECONDS);
        assertThat(pool.submit(() -> 1).get())
                .as("a worker in the place of one that was killed")
                .isEqualTo(1);
    }

    private static int runForEver() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static boolean canConnect(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canWrite(String file) {
        try {
            Files.writeString(Path.of(file), "x");
            Files.delete(Path.of(file));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canRead(String file) {
        return new File(file).canRead() && read(file);
    }

    private static boolean read(String file) {
        try (var in = Files.newInputStream(Path.of(file))) {
            return in.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
