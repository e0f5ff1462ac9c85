package io.github.processpool.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a builder refuses, and a member without a network. */
class ProcessPoolClusterTest {

    @Test
    void refusesToStartUnsafe() throws Exception {
        ProcessPoolCluster.Builder builder = ProcessPoolCluster.builder();
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
        assertThatThrownBy(() -> builder.name(" ")).hasMessageContaining("name");
        assertThatThrownBy(() -> builder.bindAddress(InetAddress.getByName("0.0.0.0")))
                .hasMessageContaining("bind address");
        assertThatThrownBy(() -> builder.secret("short")).hasMessageContaining("secret");
        assertThatThrownBy(() -> builder.port(0)).hasMessageContaining("port");
        assertThatThrownBy(() -> builder.failureTimeout(Duration.ZERO)).hasMessageContaining("failure timeout");
        assertThatThrownBy(() -> builder.build(" ")).hasMessageContaining("build");
        builder.name("c").bindAddress(InetAddress.getByName("10.1.2.3"));
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no TLS");
    }

    @Test
    void memberThatCanNotJoinTriesAgainAndLeavesAtOnce() throws Exception {
        Refusing transport = new Refusing();
        ProcessPoolCluster cluster =
                ProcessPoolCluster.builder().name("c").transport(transport).start();

        transport.tried.await();
        assertThat(cluster.snapshot().state()).isEqualTo(ClusterSnapshot.State.JOINING);
        assertThat(cluster.snapshot().members()).isEmpty();
        assertThat(cluster.leave(Duration.ZERO)).isEmpty();
        assertThat(cluster.snapshot().state()).isEqualTo(ClusterSnapshot.State.LEFT);
        assertThat(transport.closes).hasValue(1);
        cluster.close();
        assertThat(transport.closes).hasValue(1);
    }

    @Test
    void memberIsJoinedWhenItsTransportIs() throws Exception {
        Alone transport = new Alone();
        try (ProcessPoolCluster cluster =
                ProcessPoolCluster.builder().name("c").transport(transport).start()) {
            transport.opened.await();
            Awaitility.await().until(() -> cluster.snapshot().state() == ClusterSnapshot.State.JOINED);
            assertThat(cluster.snapshot().self()).contains(transport.self());
        }
    }

    /** An error may be over when it is tried again, after a second. */
    @Test
    void memberWhoseTransportFailsWithAnErrorTriesAgain() {
        AtomicInteger tries = new AtomicInteger();
        Alone transport = new Alone() {
            @Override
            public void open(Receiver receiver) {
                if (tries.getAndIncrement() == 0) {
                    throw new OutOfMemoryError("scripted");
                }
                super.open(receiver);
            }
        };
        try (ProcessPoolCluster cluster =
                ProcessPoolCluster.builder().name("c").transport(transport).start()) {
            Awaitility.await().until(() -> cluster.snapshot().state() == ClusterSnapshot.State.JOINED);
        }
    }

    @Test
    void memberWhoseTransportDoesNotCloseLeavesAllTheSame() {
        Alone transport = new Alone() {
            @Override
            public void close() {
                throw new IllegalStateException("scripted");
            }
        };
        ProcessPoolCluster cluster = ProcessPoolCluster.builder()
                .name("unclosed")
                .transport(transport)
                .start();

        assertThat(cluster.leave(Duration.ZERO)).isEmpty();

        assertThat(cluster.snapshot().state()).isEqualTo(ClusterSnapshot.State.LEFT);
        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("process-pool-cluster-unclosed")));
    }

    /** Never joins. */
    private static final class Refusing implements ClusterTransport {

        final CountDownLatch tried = new CountDownLatch(1);
        final AtomicInteger closes = new AtomicInteger();

        @Override
        public void open(Receiver receiver) throws IOException {
            tried.countDown();
            throw new IOException("scripted");
        }

        @Override
        public void send(MemberAddress to, ByteBuffer... parts) throws IOException {
            throw new IOException("scripted");
        }

        @Override
        public MemberAddress self() {
            throw new IllegalStateException("not open");
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    /** Sees itself. */
    private static class Alone implements ClusterTransport {

        final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public void open(Receiver receiver) {
            receiver.view(List.of(self()));
            opened.countDown();
        }

        @Override
        public void send(MemberAddress to, ByteBuffer... parts) throws IOException {
            throw new IOException("nobody is there");
        }

        @Override
        public MemberAddress self() {
            return new MemberAddress("me", "me");
        }

        @Override
        public void close() {}
    }
}
