package io.github.processpool.cluster.internal.jgroups;

import static io.github.processpool.cluster.internal.jgroups.TestMember.LIMIT;
import static io.github.processpool.cluster.internal.jgroups.TestMember.TLS;
import static io.github.processpool.cluster.internal.jgroups.TestMember.at;
import static io.github.processpool.cluster.internal.jgroups.TestMember.awaitView;
import static io.github.processpool.cluster.internal.jgroups.TestMember.freePorts;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.github.processpool.cluster.ClusterTls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Acceptance 28, at the transport: strangers are in no view, and members go on. */
@Timeout(300)
class StrangersIT {

    /** The first bytes of a handshake: a record of 512 bytes, of which nothing else comes. */
    private static final byte[] HALF = {22, 3, 1, 2, 0, 1, 0, 1};

    private final List<TestMember> opened = new ArrayList<>();
    private final Deque<Socket> sockets = new ArrayDeque<>();

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        opened.forEach(TestMember::close);
    }

    private TestMember open(int port, @Nullable ClusterTls tls, int... others) throws IOException {
        TestMember member = new TestMember(port, at(others), tls);
        opened.add(member);
        return member.open();
    }

    /** Two members that see each other. */
    private List<TestMember> two(ClusterTls one, ClusterTls other, int[] ports) throws IOException {
        TestMember a = open(ports[0], one, ports);
        TestMember b = open(ports[1], other, ports);
        awaitView(a, b);
        return List.of(a, b);
    }

    private static void staysOut(TestMember stranger, List<TestMember> members) throws IOException {
        goOn(members);
        assertThat(stranger.views).as("alone at the start, and from then on").hasSize(1);
        assertThat(stranger.view()).hasSize(1);
        members.forEach(member -> assertThat(member.view()).hasSize(members.size()));
    }

    private static void goOn(List<TestMember> members) throws IOException {
        TestMember last = members.get(members.size() - 1);
        int before = last.messages.size();
        members.get(0).send(last, "still here");
        Awaitility.await().atMost(LIMIT).until(() -> last.messages.size() > before);
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        sockets.add(socket);
        return socket;
    }

    /** Until the member has heard of all that is known, and has looked for others twice. */
    private static void waitForSearches(LogLines log) {
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> log.messages(Level.WARN).toString().contains("was refused"));
    }

    @Test
    void keepsOutWhoHasAnotherSecretAndSaysSo() throws Exception {
        int[] ports = freePorts(3);
        List<TestMember> members = two(TLS, TLS, ports);
        try (LogLines log = new LogLines()) {
            TestMember stranger = open(ports[2], ClusterTls.secret("another secret of another cluster"), ports);
            waitForSearches(log);
            staysOut(stranger, members);
        }
    }

    @Test
    void keepsOutWhoHasNoTls() throws Exception {
        int[] ports = freePorts(3);
        List<TestMember> members = two(TLS, TLS, ports);
        try (LogLines log = new LogLines()) {
            TestMember stranger = open(ports[2], null, ports);
            waitForSearches(log);
            staysOut(stranger, members);
        }
    }

    @Test
    void keepsOutExpiredCertificatesAndThoseOfOtherAuthorities() throws Exception {
        Authority authority = new Authority(folder, "ours");
        Authority other = new Authority(folder, "other");
        int[] ports = freePorts(4);
        List<TestMember> members =
                two(authority.member("a", "-validity", "50"), authority.member("b", "-validity", "50"), ports);
        try (LogLines log = new LogLines()) {
            TestMember expired =
                    open(ports[2], authority.member("expired", "-startdate", "-10d", "-validity", "5"), ports);
            waitForSearches(log);
            staysOut(expired, members);
        }
        TestMember foreign = open(ports[3], other.member("foreign", "-validity", "50"), ports);
        staysOut(foreign, members);
    }

    @Test
    void closesTheConnectionOfWhoTalksGarbage() throws Exception {
        int[] ports = freePorts(2);
        List<TestMember> members = two(TLS, TLS, ports);
        byte[] garbage = new byte[10_000];
        for (int seed = 0; seed < 20; seed++) {
            new Random(seed).nextBytes(garbage);
            Socket socket = connect(ports[0]);
            try {
                socket.getOutputStream().write(garbage);
                assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
            } catch (IOException e) {
                // It was closed while it talked.
            }
        }
        goOn(members);
    }

    @Test
    void letsAMemberInWhileOthersStopHalfWay() throws Exception {
        int[] ports = freePorts(3);
        List<TestMember> members = new ArrayList<>(two(TLS, TLS, ports));
        for (int i = 0; i < 2 * Gate.PENDING; i++) {
            OutputStream out = connect(ports[i % 2]).getOutputStream();
            if (i % 4 < 2) {
                out.write(HALF);
            }
        }

        members.add(open(ports[2], TLS, ports));
        awaitView(members.toArray(TestMember[]::new));
        // All of them are given up after some seconds.
        for (Socket socket : sockets) {
            try {
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // Reset.
            }
        }
        goOn(members);
    }

    /**
     * A thousand, or {@code -Dprocess-pool.test.strangers=10000}, as fast as this machine can, or with {@code
     * -Dprocess-pool.test.strangers.pause=1000000} nanoseconds between them.
     */
    @Test
    void goesOnUnderManyConnections() throws Exception {
        int[] ports = freePorts(2);
        List<TestMember> members = two(TLS, TLS, ports);
        latencies(members, 3000); // Until they are compiled.
        long[] before = latencies(members, 3000);

        int count = Integer.getInteger("process-pool.test.strangers", 1000);
        int pause = Integer.getInteger("process-pool.test.strangers.pause", 0);
        Thread strangers = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    LockSupport.parkNanos(pause);
                    connect(ports[i % 2]).getOutputStream().write(HALF);
                    if (sockets.size() > 500) {
                        sockets.poll().close();
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        strangers.start();
        LongStream.Builder times = LongStream.builder();
        while (strangers.isAlive()) {
            Arrays.stream(latencies(members, 100)).forEach(times::add);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().equals("process-pool-cluster-handshake"))
                    .hasSizeLessThanOrEqualTo(2 * 2 * Gate.PENDING);
        }
        strangers.join();
        long[] meanwhile = times.build().sorted().toArray();
        long[] after = latencies(members, 3000);
        System.out.println("measured: one message, p50 and p99 before, with strangers (" + meanwhile.length
                + " messages) and after: " + inWords(before) + ", " + inWords(meanwhile) + ", " + inWords(after));
        members.forEach(member -> assertThat(member.view()).hasSize(2));
        goOn(members);
    }

    /** One message at a time; sorted. */
    private static long[] latencies(List<TestMember> members, int count) throws Exception {
        TestMember to = members.get(1);
        to.messages.clear();
        to.received.drainPermits();
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            members.get(0).send(to, "x".repeat(100));
            assertThat(to.received.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static String inWords(long[] sorted) {
        return sorted[sorted.length / 2] / 1000 + "/" + sorted[sorted.length * 99 / 100] / 1000 + " µs";
    }
}
