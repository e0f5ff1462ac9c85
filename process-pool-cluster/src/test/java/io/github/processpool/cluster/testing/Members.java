package io.github.processpool.cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.Discovery;
import io.github.processpool.cluster.ProcessPoolCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts members for a test, or for all tests of a class, and finds out afterwards whether anything of them is left: a process, a thread, a
 * file, a port.
 */
public final class Members implements AfterEachCallback, AfterAllCallback {

    private final boolean shared;
    private final List<MemberJvm> started = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();
    private int[] ports = {};
    private int names;

    private Members(boolean shared) {
        this.shared = shared;
    }

    /** Members that end after each test. */
    public static Members ofTheTest() {
        return new Members(false);
    }

    /** Members that end after the last test of a class. */
    public static Members ofTheClass() {
        return new Members(true);
    }

    /** Starts members with two workers each that find each other, and waits until all see all. */
    public List<MemberJvm> start(int count) throws IOException {
        return start(count, 2, (cluster, pool) -> {});
    }

    public List<MemberJvm> start(int count, int workers, Setup setup) throws IOException {
        ports = freePorts(count);
        List<MemberJvm> members = new ArrayList<>();
        for (int port : ports) {
            members.add(new Start(port).workers(workers).setup(setup).go());
            // The others find the first one, rather than that each begins alone and they merge later.
            if (members.size() == 1) {
                members.get(0).tell(Member::awaitEntry);
            }
        }
        awaitTogether(members);
        return members;
    }

    /** Describes one more member. */
    public Start one() throws IOException {
        int port = freePorts(1)[0];
        int[] all = java.util.Arrays.copyOf(ports, ports.length + 1);
        all[ports.length] = port;
        ports = all;
        return new Start(port);
    }

    /** One on a port that is used again. */
    public Start at(int port) {
        return new Start(port);
    }

    public static void awaitTogether(List<MemberJvm> members) {
        int others = members.size() - 1;
        CompletableFuture.allOf(members.stream()
                        .map(member -> member.begin(there -> {
                            there.awaitOthers(others);
                            return null;
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** A member as all tests have it, but for what they change. */
    public static ProcessPoolCluster.Builder cluster(String host, int port, String... others) throws IOException {
        return ProcessPoolCluster.builder()
                .name("it")
                .bindAddress(InetAddress.getByName(host))
                .port(port)
                .discovery(Discovery.members(others))
                .secret("the secret of the cluster of the tests");
    }

    /** The pool that they share. */
    public static ProcessPoolExecutorBuilder pool(int workers) {
        return ProcessPoolExecutor.builder()
                .name("it")
                .maxWorkers(workers)
                .workerHeap(32L << 20)
                .gracePeriod(Duration.ofMillis(200))
                .startTimeout(MemberJvm.LIMIT)
                .jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
    }

    /** Tells people how long something took. */
    public static void measured(String what, long nanos) {
        System.out.println("measured: " + what + ": " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }

    public Mark mark() throws IOException {
        return new Mark(folder().resolve("mark" + ++names).toString());
    }

    /** An empty folder that goes with the test. */
    public Path folder() throws IOException {
        if (folders.isEmpty()) {
            folders.add(Files.createTempDirectory("cluster-it-"));
        }
        return folders.get(0);
    }

    /** One member that is not started yet. */
    public final class Start {

        private final int port;
        private String host = "127.0.0.1";
        private List<String> known = List.of();
        private int workers = 2;
        private Setup setup = (cluster, pool) -> {};
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private List<Path> before = List.of();

        private Start(int port) {
            this.port = port;
        }

        /** Where it listens, and who may be there. */
        public Start host(String address, List<String> all) {
            host = address;
            known = all;
            return this;
        }

        public Start workers(int count) {
            workers = count;
            return this;
        }

        public Start setup(Setup changes) {
            setup = changes;
            return this;
        }

        public Start javaHome(Path home) {
            javaHome = home;
            return this;
        }

        /** Puts a folder before the class path of the test. */
        public Start classes(Path folder) {
            before = List.of(folder);
            return this;
        }

        public MemberJvm go() throws IOException {
            List<String> others = new ArrayList<>(known);
            for (int other : known.isEmpty() ? ports : new int[0]) {
                others.add(host + ":" + other);
            }
            List<String> command = MemberJvm.command(javaHome, before);
            command.addAll(List.of(
                    MemberMain.class.getName(),
                    host,
                    String.valueOf(port),
                    String.join(",", others),
                    String.valueOf(workers),
                    Lines.write(setup)));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            MemberJvm member = new MemberJvm(process, host, port);
            started.add(member);
            return member;
        }
    }

    public static int[] freePorts(int count) throws IOException {
        ServerSocket[] sockets = new ServerSocket[count];
        int[] found = new int[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            found[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return found;
    }

    // -- Afterwards --

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            print();
        }
        if (!shared) {
            end();
        }
    }

    void print() {
        for (MemberJvm member : started) {
            System.out.println("-- " + member.name() + " (process " + member.pid() + ") printed:\n"
                    + String.join("\n", member.lines()));
            if (member.isAlive()) {
                member.signal("CONT");
                System.out.println(member.begin(Member::describe)
                        .completeOnTimeout("no answer", 5, TimeUnit.SECONDS)
                        .exceptionally(String::valueOf)
                        .join());
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        end();
    }

    void end() throws Exception {
        try {
            List<String> left = new ArrayList<>();
            List<CompletableFuture<List<String>>> leaving = new ArrayList<>();
            for (MemberJvm member : started) {
                if (member.isAlive()) {
                    member.signal("CONT");
                    leaving.add(member.begin(there -> there.leave(Duration.ofSeconds(5))));
                }
            }
            for (CompletableFuture<List<String>> answer : leaving) {
                left.addAll(answer.get(MemberJvm.LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
            for (MemberJvm member : started) {
                member.endInput();
                member.awaitEnd();
                MemberJvm.settle(() -> member.processes().isEmpty());
                member.processes().forEach(pid -> left.add("process " + pid + " of " + member.name()));
                if (!member.wasKilled()) {
                    left.addAll(Leftovers.files(member.pid()));
                }
                MemberJvm.settle(() -> Leftovers.isFree(member));
                if (!Leftovers.isFree(member)) {
                    left.add("port " + member.name());
                }
            }
            assertThat(left).as("what is left of the members").isEmpty();
        } finally {
            for (MemberJvm member : started) {
                member.destroy();
                member.processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            started.clear();
            for (Path folder : folders) {
                Leftovers.delete(folder);
            }
            folders.clear();
        }
    }
}
