package io.github.processpool.cluster.internal.jgroups;

import static io.github.processpool.cluster.internal.jgroups.TestMember.LIMIT;
import static io.github.processpool.cluster.internal.jgroups.TestMember.TLS;
import static io.github.processpool.cluster.internal.jgroups.TestMember.at;
import static io.github.processpool.cluster.internal.jgroups.TestMember.awaitView;
import static io.github.processpool.cluster.internal.jgroups.TestMember.freePorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.processpool.cluster.ClusterTls;
import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.Discovery;
import io.github.processpool.cluster.MemberAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members in one JVM, each on a port of its own. */
@Timeout(300)
class JGroupsTransportIT {

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void leavesNeitherThreadsNorPorts() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
        assertThat(threads()).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("process-pool-cluster"))
                .toList();
    }

    private TestMember member(int port, Discovery discovery, @Nullable ClusterTls tls) throws IOException {
        TestMember member = new TestMember(port, discovery, tls);
        opened.add(member);
        return member;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesMessagesInOrderBetweenThree(boolean secure) throws Exception {
        int[] ports = freePorts(3);
        List<TestMember> members = new ArrayList<>();
        for (int port : ports) {
            members.add(member(port, at(ports[0]), secure ? TLS : null).open());
        }
        TestMember a = members.get(0);
        TestMember b = members.get(1);
        TestMember c = members.get(2);
        awaitView(a, b, c);
        assertThat(a.transport.self().name()).isEqualTo("127.0.0.1:" + ports[0]);

        for (int i = 0; i < 1000; i++) {
            b.send(c, "from b " + i);
            a.send(c, "from a " + i);
        }
        c.send(c, "to myself");
        Awaitility.await().atMost(LIMIT).until(() -> c.messages.size() == 2001);
        for (TestMember from : List.of(a, b)) {
            String name = from.transport.self().name();
            String letter = from == a ? "a" : "b";
            assertThat(c.messages.stream()
                            .filter(message -> message.startsWith(name))
                            .toList())
                    .isEqualTo(IntStream.range(0, 1000)
                            .mapToObj(i -> name + " from " + letter + " " + i)
                            .toList());
        }
    }

    @Test
    void opensAfterAnErrorThatIsOver() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        ClusterTls tls = ClusterTls.of(() -> {
            if (tries.getAndIncrement() == 0) {
                throw new OutOfMemoryError("scripted");
            }
            return TLS.context();
        });
        int[] ports = freePorts(1);
        TestMember a = member(ports[0], at(ports), tls);
        assertThatThrownBy(a::open).isInstanceOf(OutOfMemoryError.class);

        a.open();

        awaitView(a);
    }

    /** Nobody would show it once more. */
    @Test
    void showsAViewAgainThatCouldNotBeTakenForWantOfMemory() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = member(ports[0], at(ports), null).open();
        awaitView(a);
        a.untaken.set(2);

        TestMember b = member(ports[1], at(ports), null).open();

        awaitView(a, b);
        assertThat(a.untaken).hasValue(0);
    }

    @Test
    void carriesPartsAsOneMessageAndNoLargerOnes() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = member(ports[0], at(ports), TLS).open();
        TestMember b = member(ports[1], at(ports), TLS).open();
        awaitView(a, b);

        ByteBuffer large = ByteBuffer.allocate(ClusterTransport.LARGEST_MESSAGE - 3);
        a.transport.send(b.transport.self(), ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}), large);
        Awaitility.await().atMost(LIMIT).until(() -> b.messages.size() == 1);
        assertThat(b.messages.get(0))
                .startsWith(a.transport.self() + " abc")
                .hasSize(ClusterTransport.LARGEST_MESSAGE
                        + 1
                        + a.transport.self().name().length());
        assertThat(large.hasRemaining()).isFalse();
        assertThatThrownBy(() -> a.transport.send(b.transport.self(), large.flip(), ByteBuffer.allocate(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("262144");
        assertThatThrownBy(() -> a.transport.send(new MemberAddress("other", "other"), large))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not in the view");
    }

    @Test
    void warnsOnceOfTwoMembersOfOneName() throws Exception {
        int[] ports = freePorts(3);
        try (LogLines log = new LogLines()) {
            for (int port : ports) {
                TestMember member = new TestMember(new JGroupsSettings(
                        "test",
                        InetAddress.getByName("127.0.0.1"),
                        port,
                        at(ports),
                        TLS,
                        Duration.ofSeconds(5),
                        port == ports[2] ? "another" : "reports"));
                opened.add(member);
                member.open();
            }
            Awaitility.await()
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(namesakes(log)).hasSize(3));
            assertThat(namesakes(log))
                    .allSatisfy(line -> assertThat(line)
                            .contains("'reports'", "127.0.0.1:" + ports[0], "127.0.0.1:" + ports[1])
                            .doesNotContain("127.0.0.1:" + ports[2]));
        }
    }

    private static List<String> namesakes(LogLines log) {
        return log.messages(Level.WARN).stream()
                .filter(line -> line.contains("are all called"))
                .toList();
    }

    @Test
    void tellsOfOneThatLeftAndOfOneThatComesBackUnderAnotherAddress() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = member(ports[0], at(ports), TLS).open();
        TestMember b = member(ports[1], at(ports), TLS).open();
        awaitView(a, b);
        MemberAddress before = b.transport.self();

        b.close();
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(a.view()).hasSize(1));
        int told = b.views.size();
        TestMember again = member(ports[1], at(ports), TLS).open();
        awaitView(a, again);
        assertThat(again.transport.self()).isNotEqualTo(before);
        assertThat(b.views).as("nothing is told after the end").hasSize(told);
        assertThatThrownBy(() -> b.transport.send(a.transport.self(), ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(b::open).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void keepsClustersApartByTheirNames() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = member(ports[0], at(ports), TLS).open();
        JGroupsSettings other = new JGroupsSettings(
                "other", InetAddress.getByName("127.0.0.1"), ports[1], at(ports), TLS, Duration.ofSeconds(20), "other");
        TestMember b = new TestMember(other);
        opened.add(b);
        b.open();

        assertThat(b.view()).containsExactly("other");
        assertThat(a.view()).hasSize(1);
    }

    @Test
    void saysThatThePortIsInUseAndMayBeTriedAgain() throws Exception {
        int port = freePorts(1)[0];
        TestMember member = member(port, at(port), TLS);
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(member::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("'test'", "127.0.0.1:" + port, "in use", "another port");
            assertThat(threads()).isEmpty();
        }

        member.open();
        awaitView(member);
    }

    @Test
    void saysThatTheMachineHasNotTheAddress() throws Exception {
        TestMember member = new TestMember(new JGroupsSettings(
                "test", InetAddress.getByName("192.0.2.1"), 7800, at(7800), TLS, Duration.ofSeconds(20), ""));

        assertThatThrownBy(member::open).hasMessageContainingAll("192.0.2.1:7800", "does not have the address");
    }

    @Test
    void closesWhileItLooksForOthers() throws Exception {
        int[] ports = freePorts(1);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Discovery slow = (cluster, self) -> {
            asked.countDown();
            answered.await();
            return List.of();
        };
        TestMember member = member(ports[0], slow, TLS);
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
            try {
                member.open();
                return new AssertionError("open");
            } catch (IOException e) {
                return e;
            }
        });
        assertThat(asked.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        member.close();
        assertThat(failure.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(threads()).isEmpty();
        new ServerSocket(ports[0], 1, InetAddress.getByName("127.0.0.1")).close();
    }

    @Test
    void standsAloneWhileDiscoveryFailsAndFindsOthersLater() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = member(ports[0], at(ports[0]), TLS).open();
        AtomicInteger calls = new AtomicInteger();
        TestMember b = member(
                ports[1],
                new Discovery() {
                    @Override
                    public Collection<InetSocketAddress> find(String cluster, InetSocketAddress self)
                            throws IOException {
                        if (calls.incrementAndGet() < 3) {
                            throw new IOException("no registry yet");
                        }
                        return List.of(new InetSocketAddress("127.0.0.1", ports[0]));
                    }
                },
                TLS);

        b.open();
        awaitView(a, b);
        assertThat(b.views.get(0)).hasSize(1);
    }

    @Test
    void asksForAContextForEachConnection() throws Exception {
        int[] ports = freePorts(3);
        AtomicInteger made = new AtomicInteger();
        ClusterTls remade = ClusterTls.of(() -> {
            made.incrementAndGet();
            return TLS.context();
        });
        TestMember a = member(ports[0], at(ports[0]), remade).open();
        TestMember b = member(ports[1], at(ports[0]), TLS).open();
        awaitView(a, b);
        int before = made.get();
        TestMember c = member(ports[2], at(ports[0]), TLS).open();

        awaitView(a, b, c);
        assertThat(made.get()).isGreaterThan(before).isPositive();
    }

    @Test
    void readsNoObjectThatAMemberSends() throws Exception {
        int[] ports = freePorts(2);
        TestMember a = member(ports[0], at(ports), null).open();
        JGroupsSettings settings = new JGroupsSettings(
                "test", InetAddress.getByName("127.0.0.1"), ports[1], at(ports), null, Duration.ofSeconds(20), "");
        TransportThreads threads = new TransportThreads();
        Sockets sockets = new Sockets(null, threads);
        JChannel channel = Stack.channel(settings, sockets, threads, new Finder(settings.discovery(), "test"));
        opened.add(() -> {
            channel.close();
            sockets.close();
            threads.join(LIMIT);
        });
        channel.connect(Stack.wireName("test"));
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(a.view()).hasSize(2));

        Message message = new ObjectMessage(channel.getView().getCoord(), new Unwanted());
        Unwanted.made.set(0);
        try (LogLines log = new LogLines()) {
            channel.send(message);
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> log.messages(Level.WARN).toString().contains("which no member sends"));
        }
        assertThat(Unwanted.made).hasValue(0);
        assertThat(a.messages).isEmpty();
    }

    /** Whoever accepts connections and says nothing keeps those waiting who send to it, and nobody else. */
    @Test
    void sendsToOthersWhileAHandshakeDoesNotEnd() throws Exception {
        int[] ports = freePorts(2);
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int[] all = {ports[0], ports[1], mute.getLocalPort()};
            TestMember b = member(ports[1], at(ports), TLS).open();
            TestMember a = member(ports[0], at(all), TLS);
            CompletableFuture<TestMember> opened = CompletableFuture.supplyAsync(() -> {
                try {
                    return a.open();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            mute.accept().close();
            opened.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            awaitView(a, b);

            try (Socket asked = mute.accept()) {
                a.send(b, "in the meantime");
                Awaitility.await().atMost(LIMIT).until(() -> b.messages.size() == 1);
                asked.setSoTimeout(1);
                assertThatThrownBy(() -> asked.getInputStream().transferTo(OutputStream.nullOutputStream()))
                        .as("the handshake has not been given up")
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    /** Waits until the engine lets a thread send no more. */
    private static void awaitNoCredits(Thread sender) {
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> Arrays.stream(sender.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().contains("Credit")));
    }

    /** As closing the links to a member does. The engine takes no notice, and goes on waiting for credits. */
    @Test
    void aSenderThatIsInterruptedHarmsNoOther() throws Exception {
        int[] ports = freePorts(2);
        CountDownLatch goOn = new CountDownLatch(1);
        JGroupsSettings settings = new JGroupsSettings(
                "test", InetAddress.getByName("127.0.0.1"), ports[0], at(ports), TLS, Duration.ofSeconds(20), "");
        AtomicInteger large = new AtomicInteger();
        TestMember slow = new TestMember(settings) {
            @Override
            public void message(MemberAddress from, ByteBuffer message) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                if (message.remaining() == ClusterTransport.LARGEST_MESSAGE) {
                    large.incrementAndGet();
                } else {
                    super.message(from, message);
                }
            }
        };
        opened.add(slow);
        slow.open();
        TestMember fast = member(ports[1], at(ports), TLS).open();
        awaitView(slow, fast);
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                while (!enough.get()) {
                    fast.transport.send(slow.transport.self(), ByteBuffer.allocate(ClusterTransport.LARGEST_MESSAGE));
                    sent.incrementAndGet();
                }
                end.complete("sent");
            } catch (IOException e) {
                end.complete(e.toString());
            }
        });
        sender.start();
        awaitNoCredits(sender);

        sender.interrupt();
        enough.set(true);
        goOn.countDown();
        assertThat(end.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("sent");
        for (int i = 0; i < 100; i++) {
            fast.send(slow, "after all " + i);
        }
        Awaitility.await().atMost(LIMIT).until(() -> slow.messages.size() == 100);
        assertThat(large).hasValue(sent.get());
        assertThat(slow.messages.get(99)).endsWith("after all 99");
    }

    @Test
    void letsGoOfASenderWhenItIsClosed() throws Exception {
        int[] ports = freePorts(2);
        CountDownLatch goOn = new CountDownLatch(1);
        JGroupsSettings settings = new JGroupsSettings(
                "test", InetAddress.getByName("127.0.0.1"), ports[0], at(ports), TLS, Duration.ofSeconds(20), "");
        TestMember slow = new TestMember(settings) {
            @Override
            public void message(MemberAddress from, ByteBuffer message) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        opened.add(slow);
        slow.open();
        TestMember fast = member(ports[1], at(ports), TLS).open();
        awaitView(slow, fast);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    fast.transport.send(slow.transport.self(), ByteBuffer.allocate(ClusterTransport.LARGEST_MESSAGE));
                }
            } catch (IOException | RuntimeException e) {
                failure.complete(e);
            }
        });
        sender.start();
        awaitNoCredits(sender);

        fast.close();
        assertThat(failure.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        goOn.countDown();
    }

    /** Counts how often the engine makes one. */
    public static final class Unwanted implements org.jgroups.util.SizeStreamable {

        static final AtomicInteger made = new AtomicInteger();

        public Unwanted() {
            made.incrementAndGet();
        }

        @Override
        public int serializedSize() {
            return 0;
        }

        @Override
        public void writeTo(java.io.DataOutput out) {}

        @Override
        public void readFrom(java.io.DataInput in) {}
    }

    @Test
    void saysNothingWhileAllIsWell() throws Exception {
        try (LogLines log = new LogLines()) {
            int[] ports = freePorts(3);
            List<TestMember> members = new ArrayList<>();
            for (int port : ports) {
                members.add(member(port, at(ports), TLS).open());
            }
            awaitView(members.toArray(TestMember[]::new));
            members.forEach(TestMember::close);
            assertThat(log.messages(Level.INFO)).isEmpty();
        }
    }
}
