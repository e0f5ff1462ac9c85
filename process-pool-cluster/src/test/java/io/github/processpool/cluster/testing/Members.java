package io.github.processpool.cluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
                members.get(0)
                        .tell(member -> MemberJvm.await("a view")
                                .until(() -> member.cluster().snapshot().self().isPresent()));
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

    /** Tells people how long something took. */
    public static void measured(String what, long nanos) {
        System.out.println(
                "measured: " + what + ": " + java.util.concurrent.TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
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
        private int workers = 2;
        private Setup setup = (cluster, pool) -> {};
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private List<Path> before = List.of();

        private Start(int port) {
            this.port = port;
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
            List<String> others = new ArrayList<>();
            for (int other : ports) {
                others.add("127.0.0.1:" + other);
            }
            List<String> command = MemberJvm.command(javaHome, before);
            command.addAll(List.of(
                    MemberMain.class.getName(),
                    "127.0.0.1",
                    String.valueOf(port),
                    String.join(",", others),
                    String.valueOf(workers),
                    Lines.write(setup)));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            MemberJvm member = new MemberJvm(process, "127.0.0.1", port);
            started.add(member);
            return member;
        }
    }

    static int[] freePorts(int count) throws IOException {
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
            started.forEach(member -> System.out.println("-- " + member.name() + " (process " + member.pid()
                    + ") printed:\n" + String.join("\n", member.lines())));
        }
        if (!shared) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        end();
    }

    private void end() throws Exception {
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
                left.addAll(answer.get(MemberJvm.LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
            }
            for (MemberJvm member : started) {
                member.endInput();
                member.awaitEnd();
                MemberJvm.settle(() -> member.processes().isEmpty());
                member.processes().forEach(pid -> left.add("process " + pid + " of " + member.name()));
                left.addAll(files(member));
                new ServerSocket(member.port(), 1, InetAddress.getByName("127.0.0.1")).close();
            }
            assertThat(left).as("what is left of the members").isEmpty();
        } finally {
            for (MemberJvm member : started) {
                member.destroy();
                member.processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            started.clear();
            for (Path folder : folders) {
                delete(folder);
            }
            folders.clear();
        }
    }

    /** The folders of killed ones are deleted by the next pool that opens. */
    private static List<String> files(MemberJvm member) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path place : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"))) {
            if (!member.wasKilled() && Files.isDirectory(place)) {
                try (DirectoryStream<Path> files =
                        Files.newDirectoryStream(place, "process-pool-" + member.pid() + "-*")) {
                    files.forEach(file -> found.add("file " + file));
                }
            }
        }
        return found;
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    delete(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(folder);
    }
}
